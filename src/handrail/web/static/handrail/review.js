/* The review page by keyboard, beside the keys of every page: a saved phrase goes into the note, Ctrl Enter sends what one
   is writing. Without scripts a phrase is a link that fills the note, and a button sends it. */
"use strict";
(() => {
  const note = document.querySelector("form[data-note]");
  const text = note && note.elements.namedItem("text");
  const phrases = [...document.querySelectorAll("[data-phrase]")];

  function insert(link) {
    const words = link.dataset.words;
    text.value = text.value.trim() ? `${text.value.trimEnd()}\n${words}` : words;
    const used = document.createElement("input");
    used.type = "hidden";
    used.name = "phrase";
    used.value = link.dataset.phrase;
    note.append(used);
    // What keeps typed words on the device hears of these as well.
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }

  phrases.forEach((link, place) => {
    link.addEventListener("click", (event) => {
      if (!text || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      insert(link);
    });
    link.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const other = phrases[place + step];
      if (other) other.focus();
    });
  });

  // The key leads to the phrases and takes none: which one is wanted is not known yet.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "p" || event.ctrlKey || event.metaKey || event.altKey || !phrases.length) return;
    if (event.target.closest("input, textarea, select") || document.querySelector("[data-keys-off]:checked, dialog[open]")) return;
    event.preventDefault();
    phrases[0].focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
    if (!event.target.matches("[data-send]") || !event.target.form) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
})();
