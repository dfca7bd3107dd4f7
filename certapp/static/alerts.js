// Alerts as they come: the page is loaded anew when there is news, but never under the hands of who works on one.

const AGAIN_SECONDS = [3, 15]; // after the server had no place for a listener, or the session has ended

const news = document.getElementById("alerts-news");
let refused = 0; // times in a row; the first may be for this page's own listener of a moment ago

function listen() {
  const stream = new EventSource(news.dataset.stream);
  stream.addEventListener("open", () => {
    refused = 0;
    if (news.textContent === news.dataset.off) news.replaceChildren();
  });
  stream.addEventListener("alerts", () => {
    if (!isAtWork()) {
      stream.close();
      location.reload();
      return;
    }
    const again = document.createElement("a");
    again.href = location.href;
    again.textContent = news.dataset.link;
    news.replaceChildren(`${news.dataset.text} `, again);
  });
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return; // it ended as it does, and the browser asks again
    if (refused > 0 && !news.firstChild) news.textContent = news.dataset.off;
    setTimeout(listen, 1000 * AGAIN_SECONDS[Math.min(refused, 1)]);
    refused += 1;
  });
}

function isAtWork() {
  const reasons = [...document.querySelectorAll(".alert-close input[name=reason]")];
  return reasons.some((input) => input.value) || document.querySelector(".alert-checks[open]") !== null;
}

listen();
