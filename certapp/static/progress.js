// A progress bar that follows its job without loading the page anew; without JavaScript the page reloads itself.

const section = document.querySelector("[data-progress]");
const bar = section.querySelector("progress");
const words = section.querySelector("label");

async function look() {
  let job;
  try {
    const answer = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.status >= 500) throw new Error("try again"); // busy or being restarted: the job is safe
    if (!answer.ok || answer.redirected) return location.reload(); // signed out, or the job is no more
    job = await answer.json();
  } catch {
    return setTimeout(look, 5000); // no network for a moment
  }
  if (!job.is_open) return location.reload();
  bar.max = job.total;
  bar.value = job.done;
  words.textContent = job.words;
  setTimeout(look, 1000);
}

setTimeout(look, 1000);
