// Leaving at once: a tap on a "leave" link, or Shift pressed alone three times within five seconds.
// Without this file the links still lead away; with it the page vanishes first and its place in the history is replaced.
(() => {
  "use strict";
  const WINDOW_MS = 5000;
  const PRESSES = 3;
  let presses = [];
  let alone = false;

  const leave = (href) => {
    document.documentElement.hidden = true;
    document.title = "\u00a0";
    document.body.replaceChildren();
    location.replace(href);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-leave]");
    if (!link) return;
    event.preventDefault();
    leave(link.href);
  });

  // Shift held for a capital letter does not count: another key comes between its going down and its coming up.
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) presses = [];
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    presses = [...presses.filter((at) => event.timeStamp - at < WINDOW_MS), event.timeStamp];
    if (presses.length >= PRESSES) leave("/leave");
  });
})();
