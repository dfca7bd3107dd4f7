// Alerts as they come: the page is loaded anew when there is news, but never under the hands of who is writing.

const news = document.getElementById("alerts-news");
const stream = new EventSource(news.dataset.stream);

stream.addEventListener("alerts", () => {
  const isWriting = [...document.querySelectorAll(".alert-close input[name=reason]")].some((input) => input.value);
  if (!isWriting) {
    stream.close();
    location.reload();
    return;
  }
  const again = document.createElement("a");
  again.href = location.pathname;
  again.textContent = news.dataset.link;
  news.replaceChildren(`${news.dataset.text} `, again);
});
