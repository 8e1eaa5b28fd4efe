/* A link just made: one press copies it, and where the device can hand it on, one press shares it. Without scripts it
   stands there to be marked and copied by hand. */
"use strict";
(() => {
  async function copy(field) {
    try { await navigator.clipboard.writeText(field.value); return true; } catch { /* no leave, or no secure address */ }
    field.focus();
    field.select();
    try { return document.execCommand("copy"); } catch { return false; }
  }

  for (const box of document.querySelectorAll("[data-link]")) {
    const field = box.querySelector("input"), said = box.querySelector("[data-link-said]");
    const copies = box.querySelector("[data-link-copy]"), shares = box.querySelector("[data-link-share]");
    field.addEventListener("focus", () => field.select());
    copies.hidden = false;
    copies.addEventListener("click", async () => {
      said.textContent = await copy(field) ? box.dataset.copied : box.dataset.marked;
    });
    if (!navigator.share) continue;
    shares.hidden = false;
    shares.addEventListener("click", async () => {
      // Put away without choosing somebody, nothing happened and nothing is said.
      try { await navigator.share({ title: box.dataset.title, url: field.value }); } catch { /* not handed on */ }
    });
  }
})();
