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

  // A live region speaks what is put into it once the page stands, not what it came with.
  const region = document.querySelector("[data-phrases-said]");
  function say(name) {
    if (!region) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = region.dataset[name]; }, 50);
  }
  if (document.querySelector("[data-phrase-kept]")) say("wordsKept");

  // The key leads to the phrases and takes none: which one is wanted is not known yet. Where none is kept, it says how.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "p" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !region) return;
    if (event.target.isContentEditable || event.target.closest("input, textarea, select")) return;
    if (document.querySelector("[data-keys-off]:checked, dialog[open]")) return;
    event.preventDefault();
    if (phrases.length) { phrases[0].focus(); return; }
    region.scrollIntoView({ block: "center" });
    say("wordsNone");
  });

  // Fewer points than the firm claims need a reason: said before anything is saved, and no longer once one is written.
  const owed = document.querySelector("[data-owed]");
  function tellOwed() {
    const form = document.querySelector("form[data-points]");
    const given = new FormData(form);
    const typed = String(given.get("other") || "").trim().replace(",", ".") || given.get("points") || "";
    const fewer = typed !== "" && Number(typed) < Number(owed.dataset.owed) && !String(given.get("reason")).trim();
    const said = fewer ? owed.dataset.wordsOwed.replace("{points}", Number(typed)).replace("{claimed}", owed.dataset.owed) : "";
    if (owed.textContent !== said) owed.textContent = said;
  }
  if (owed) for (const kind of ["change", "input", "keyup"]) document.addEventListener(kind, tellOwed);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
    if (!event.target.matches("[data-send]") || !event.target.form) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
})();
