// Keeps a page fresh while work is under way. Only the middle of the page is replaced,
// so that nobody loses their place; without scripts the browser loads it again.
"use strict";

(function () {
  const PAUSE = 2000;

  async function look() {
    let answer;
    try {
      answer = await fetch(location.href);
    } catch {
      return again();
    }
    if (answer.redirected) {
      return location.replace(answer.url);
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.querySelector('script[src^="/assets/reload.js"]')) {
      return location.reload();
    }
    document.querySelector("main").innerHTML = fresh.querySelector("main").innerHTML;
    again();
  }

  function again() {
    setTimeout(look, PAUSE);
  }

  again();
})();
