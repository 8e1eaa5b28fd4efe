/* Handrail: makes pages pleasanter. Every page works without it. No dependencies, nothing inline. */
"use strict";
(() => {
  const words = (document.getElementById("handrail-words") || {}).dataset || {};
  const say = (name, time) => (words[name] || "").replace("{time}", time || "");
  const clock = (date) => date.toTimeString().slice(0, 5);
  const store = {
    // Private windows and full phones refuse storage: then the page simply keeps nothing.
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
  };
  const make = (tag, props, ...children) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...children);
    return node;
  };

  /* --- Drafts and autosave ------------------------------------------------------------------------------------ */

  const WAIT = 800, RETRY_FIRST = 5000, RETRY_MOST = 60000;

  class Draft {
    constructor(form) {
      this.form = form;
      this.key = `draft|${document.body.dataset.who || ""}|${form.dataset.draftKey}`;
      this.saves = "autosave" in form.dataset;
      this.edits = 0; this.sent = 0; this.busy = false; this.stopped = false; this.retry = RETRY_FIRST; this.timer = 0;
      this.status = form.querySelector("[data-autosave-status]");
      if (this.saves && !this.status) {
        this.status = make("p", { className: "autosave" });
        this.status.dataset.autosaveStatus = "";
        this.status.setAttribute("role", "status");
        this.status.setAttribute("aria-live", "polite");
        form.append(this.status);
      }
      this.offer();
      // Fields may belong to a form that they do not stand in.
      for (const place of [form, ...[...form.elements].filter((field) => !form.contains(field))]) {
        place.addEventListener("input", (event) => this.changed(event));
        place.addEventListener("change", (event) => this.changed(event));
      }
      form.addEventListener("submit", (event) => {
        clearTimeout(this.timer);
        // A press without signal must not put the browser's own error page in place of this one.
        if (this.saves && !this.stopped) { event.preventDefault(); this.press(event.submitter); return; }
        this.stopped = true;
        const kept = store.get(this.key);
        if (kept) store.set(this.key, { ...kept, submitted: true, stood: this.standing(kept.values) });
      });
    }

    /* How often the page itself carries every text written here: more often than when it was sent means that it arrived. */
    standing(values) {
      const plain = (text) => text.replace(/\s+/g, " ").trim();
      const written = [...this.form.querySelectorAll("textarea")].map((area) => plain((values[area.name] || [""])[0])).filter(Boolean);
      const carried = [...document.querySelectorAll(".words")].map((place) => plain(place.textContent));
      return written.length ? Math.min(...written.map((text) => carried.filter((one) => one === text).length)) : 0;
    }

    get version() { const input = this.form.elements.namedItem("version"); return input ? input.value : ""; }

    values() {
      const values = {};
      for (const [name, value] of new FormData(this.form)) {
        const control = this.form.elements.namedItem(name);
        if (typeof value !== "string" || name === "csrfmiddlewaretoken" || name === "version") continue;
        if (control && control.type === "password") continue;
        (values[name] ||= []).push(value);
      }
      return values;
    }

    show(state, text, link) {
      if (!this.status) return;
      this.status.dataset.state = state;
      this.status.textContent = text;
      if (link) this.status.append(" ", link);
    }

    changed(event) {
      if (event.target.type === "file" || event.target.closest("[data-draft-offer]")) return;
      this.edits += 1;
      const kept = store.set(this.key, { at: Date.now(), version: this.version, values: this.values() });
      if (!this.saves) for (const line of this.form.querySelectorAll("[data-draft-said]")) line.hidden = !kept;
      if (!this.saves || this.stopped) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), event.type === "change" ? 50 : WAIT);
    }

    press(button) {
      this.pressed = button || this.form;
      this.edits += 1;
      store.set(this.key, { at: Date.now(), version: this.version, values: this.values() });
      this.send();
    }

    async send(leaving = false) {
      clearTimeout(this.timer);
      // What is sent by its button alone is only kept here: leaving the page must never send half of it.
      if (!this.saves || this.busy || this.stopped || this.edits === this.sent) return;
      this.busy = true;
      const edits = this.edits, body = new FormData(this.form);
      for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
      this.show("saving", say("saving"));
      const pressed = this.pressed;
      let answer = null;
      try {
        answer = await fetch(this.form.action, {
          method: "POST", body, credentials: "same-origin", keepalive: leaving,
          headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        });
      } catch { /* no line: handled below like any answer that did not come */ }
      this.busy = false;
      const said = answer && (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => null) : null;
      if (answer && answer.ok && said && "version" in said) this.arrived(said, edits);
      else if (answer && answer.status === 409 && said && said.html) this.conflict(said.html);
      else if (answer && (answer.status === 422 || answer.status === 409) && said) this.wrong(said, edits);
      else if (answer && (answer.status === 401 || answer.status === 403 || (answer.redirected && !said))) this.signedOut();
      else this.kept(this.pressed);
      // A press waits for what was just being sent; one that met no signal is kept like typing, and does not go on later.
      if (answer && answer.ok && this.pressed !== pressed) this.send(); else this.pressed = null;
    }

    arrived(said, edits) {
      this.sent = edits; this.retry = RETRY_FIRST;
      const input = this.form.elements.namedItem("version");
      if (input) input.value = said.version;
      this.clearErrors();
      if (this.edits === edits) {
        store.drop(this.key);
        this.show("saved", say("saved", this.timeOf(said.saved_at)));
        if (this.pressed && this.pressed.name === "next" && said.next) location.assign(said.next);
      } else {
        store.set(this.key, { at: Date.now(), version: this.version, values: this.values() });
        this.timer = setTimeout(() => this.send(), WAIT);
      }
      for (const [id, html] of Object.entries(said.html || {})) swap(document.getElementById(id), html, id);
    }

    timeOf(text) {
      // The server writes its program's own time; only an instant in UTC is turned into the device's.
      const found = /(?:^|[T ])(\d\d:\d\d)/.exec(text || "");
      if (!found || /Z$/.test(text)) return clock(text ? new Date(text) : new Date());
      return found[1];
    }

    kept(pressed) {
      this.show("kept", say(pressed ? "pressed" : "kept"));
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), this.retry);
      this.retry = Math.min(this.retry * 2, RETRY_MOST);
    }

    signedOut() {
      const next = encodeURIComponent(location.pathname + location.search);
      this.show("kept", say("signedOut"), make("a", { href: `/sign-in?next=${next}`, textContent: say("signIn") }));
    }

    conflict(html) {
      this.stopped = true;
      this.show("wrong", say("both"));
      let slot = this.form.parentElement.querySelector("[data-conflict]") || document.querySelector("[data-conflict]");
      if (!slot) { slot = make("div"); slot.dataset.conflict = ""; this.form.before(slot); }
      slot.innerHTML = html;
      slot.tabIndex = -1;
      slot.focus();
      begin(slot);
    }

    wrong(said, edits) {
      this.sent = edits;
      this.clearErrors();
      const errors = Object.entries(said.errors || {});
      for (const [name, message] of errors) this.showError(name, message);
      this.show("wrong", errors.length ? say("mend") : said.error || say("mend"));
    }

    showError(name, message) {
      let control = this.form.elements.namedItem(name);
      if (control instanceof RadioNodeList) control = control[0];
      const field = control && control.closest(".field");
      if (!field) return;
      const id = `${control.id || name}_saved_error`;
      const note = make("div", { className: "field-error", id, textContent: message });
      note.dataset.saved = "";
      field.classList.add("field-wrong");
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
      (field.querySelector("legend, label") || control).after(note);
    }

    clearErrors() {
      for (const note of this.form.querySelectorAll(".field-error[data-saved]")) {
        const field = note.closest(".field");
        for (const control of field.querySelectorAll("[aria-describedby]")) {
          const rest = control.getAttribute("aria-describedby").split(" ").filter((id) => id !== note.id).join(" ");
          if (rest) control.setAttribute("aria-describedby", rest); else control.removeAttribute("aria-describedby");
          control.removeAttribute("aria-invalid");
        }
        field.classList.remove("field-wrong");
        note.remove();
      }
    }

    offer() {
      const kept = store.get(this.key);
      if (!kept) return;
      const same = JSON.stringify(kept.values) === JSON.stringify(this.values());
      const arrived = kept.submitted && (kept.version !== this.version || this.standing(kept.values) > (kept.stood || 0));
      if (same || arrived) { store.drop(this.key); return; }
      const when = new Date(kept.at);
      const today = when.toDateString() === new Date().toDateString();
      const box = make("div", { className: "banner banner-now", role: "status" });
      const put = make("button", { type: "button", className: "button button-secondary", textContent: say("restore") });
      const leave = make("button", { type: "button", className: "button button-quiet", textContent: say("discard") });
      box.dataset.draftOffer = "";
      box.append(make("div", {}, make("p", { textContent: say("offer", today ? clock(when) : when.toLocaleDateString()) }), make("div", { className: "row" }, put, leave)));
      put.addEventListener("click", () => { this.restore(kept.values); box.remove(); });
      leave.addEventListener("click", () => { store.drop(this.key); box.remove(); });
      this.form.prepend(box);
      // What is offered in a part that is folded away would never be seen.
      for (let part = this.form.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    }

    restore(values) {
      for (const control of this.form.elements) {
        if (!control.name || control.type === "hidden" || control.type === "file" || control.type === "submit") continue;
        const kept = values[control.name];
        if (control.type === "checkbox" || control.type === "radio") control.checked = !!kept && kept.includes(control.value);
        else if (control.multiple && control.options) for (const option of control.options) option.selected = !!kept && kept.includes(option.value);
        else if (kept) control.value = kept[0];
      }
      this.form.dispatchEvent(new Event("change", { bubbles: true }));
      this.show("saving", say("restored"));
    }
  }

  const drafts = new Set();
  const each = (work) => { for (const draft of drafts) if (draft.form.isConnected) work(draft); else drafts.delete(draft); };
  addEventListener("online", () => each((draft) => { draft.retry = RETRY_FIRST; draft.send(); }));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") each((draft) => draft.send(true)); });
  addEventListener("pagehide", () => each((draft) => draft.send(true)));

  function swap(target, html, id) {
    if (!target) return;
    const holder = make("template");
    holder.innerHTML = html;
    const first = holder.content.firstElementChild;
    if (first && first.id === id) target.replaceWith(holder.content); else target.replaceChildren(holder.content);
    const fresh = document.getElementById(id);
    if (fresh && window.htmx) window.htmx.process(fresh);
    if (fresh) begin(fresh);
  }

  /* --- Several photos in a row -------------------------------------------------------------------------------- */

  function photos(box) {
    const input = box.querySelector("input[type=file]"), list = box.querySelector("[data-photos-list]");
    if (!input || !list || typeof DataTransfer === "undefined") return;
    let taken = [];
    const choose = make("button", { type: "button", className: "button button-secondary", textContent: box.dataset.choose });
    choose.addEventListener("click", () => input.click());
    const ways = make("div", { className: "row" }, choose);
    if (!input.accept || input.accept.includes("image")) {
      const camera = make("input", { type: "file", accept: "image/*", hidden: true });
      camera.setAttribute("capture", "environment");
      const take = make("button", { type: "button", className: "button button-secondary", textContent: box.dataset.camera });
      take.addEventListener("click", () => camera.click());
      camera.addEventListener("change", () => { taken = [...taken, ...camera.files]; camera.value = ""; put(); draw(); });
      ways.prepend(take);
      ways.append(camera);
    }
    input.hidden = true;
    input.before(ways);
    const put = () => { const pile = new DataTransfer(); taken.forEach((file) => pile.items.add(file)); input.files = pile.files; };
    const draw = () => {
      list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
      list.replaceChildren(...taken.map((file) => {
        const line = make("li");
        if (file.type.startsWith("image/")) line.append(make("img", { src: URL.createObjectURL(file), alt: "", onerror() { this.remove(); } }));
        const out = make("button", { type: "button", className: "button button-quiet", textContent: box.dataset.remove });
        out.setAttribute("aria-label", `${box.dataset.remove}: ${file.name}`);
        out.addEventListener("click", () => { taken = taken.filter((other) => other !== file); put(); draw(); choose.focus(); });
        line.append(make("span", { textContent: file.name }), out);
        return line;
      }));
    };
    input.addEventListener("change", () => { taken = [...taken, ...input.files]; put(); draw(); });
  }

  /* --- Keys on the review page -------------------------------------------------------------------------------- */

  const KEYS_OFF = "keys-off";

  // Points by digits, several one after the other: 1 then 7 is 17. Too many points choose nothing, and Enter waits.
  class Points {
    constructor(form) {
      this.form = form;
      this.most = Number(form.dataset.points);
      this.said = form.querySelector("[data-points-typed]");
      this.other = form.elements.namedItem("other");
      this.first = this.chosen(); this.firstOther = this.other ? this.other.value : "";
      this.typed = ""; this.own = false;
      form.addEventListener("change", (event) => { if (event.target.type === "radio" && !this.own) this.picked(); });
    }

    radios() { return [...this.form.querySelectorAll("input[type=radio]")]; }
    chosen() { return this.radios().find((radio) => radio.checked) || null; }
    get over() { return this.typed !== "" && Number(this.typed) > this.most; }

    picked() {
      this.typed = "";
      this.say("");
      // A decimal in its own field would win over what was pressed.
      if (this.other) this.other.value = "";
    }

    say(name) {
      const text = (this.form.dataset[name] || "").replace("{points}", Number(this.typed)).replace("{most}", this.most);
      if (this.said) this.said.textContent = text;
    }

    digit(key) {
      // Where one digit is all there is, the next one takes its place.
      this.typed = this.most < 10 ? key : (this.typed + key).slice(0, 4);
      this.show();
    }

    back() {
      if (!this.typed) return false;
      this.typed = this.typed.slice(0, -1);
      this.show();
      return true;
    }

    show() {
      const value = this.typed === "" ? null : String(Number(this.typed));
      const wanted = value === null ? this.first : this.radios().find((radio) => radio.value === value);
      for (const radio of this.radios()) radio.checked = false;
      if (this.other) this.other.value = value === null ? this.firstOther : "";
      if (wanted) { this.own = true; wanted.click(); this.own = false; }
      else if (value !== null && !this.over && this.other) this.other.value = value;
      this.say(value === null ? "" : this.over ? "wordsOver" : "wordsTyped");
      // What is typed by key is seen, wherever on the page the points stand.
      if (this.said) this.said.scrollIntoView({ block: "nearest" });
    }
  }

  const points = (() => {
    const form = document.querySelector("form[data-points]");
    return form ? new Points(form) : null;
  })();
  const filling = (node) => node.isContentEditable || node.matches("input, textarea, select");
  const ofPoints = (node) => points && node.type === "radio" && points.form.contains(node);

  function pointKey(event) {
    if (!points) return false;
    if (/^[0-9]$/.test(event.key)) points.digit(event.key);
    else if (event.key === "Backspace") return points.back();
    else return event.key === "Enter" && points.over;
    return true;
  }

  // j and k, or the arrows, go along the links marked data-row; at either end the key is the browser's again.
  function alongRows(key) {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
    const rows = step ? [...document.querySelectorAll("[data-row]")] : [];
    const at = rows.indexOf(document.activeElement);
    const next = at < 0 ? rows[step > 0 ? 0 : rows.length - 1] : rows[at + step];
    if (next) next.focus();
    return Boolean(next);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (store.get(KEYS_OFF) || document.querySelector("dialog[open]")) return;
    const node = event.target;
    if (filling(node) && !ofPoints(node)) {
      if (event.key === "Escape" && document.querySelector("[data-key]")) node.blur();
      return;
    }
    // Enter belongs to the link or button that has the focus.
    if (event.key === "Enter" && node.closest("a, button, summary")) return;
    if (pointKey(event)) { event.preventDefault(); return; }
    // With a number of points focused only digits and Enter act; the rest is the browser's.
    if (ofPoints(node) && event.key !== "Enter") return;
    if (alongRows(event.key)) { event.preventDefault(); return; }
    const target = [...document.querySelectorAll("[data-key]")].find((other) => other.dataset.key === event.key && !other.disabled);
    if (!target) return;
    event.preventDefault();
    if (target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])")) target.focus();
    else {
      target.click();
      const then = document.getElementById(target.dataset.keyThen);
      if (then) then.focus();
    }
  });

  /* --- Dialogs, menus, error summary, colours ----------------------------------------------------------------- */

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
    const choice = event.target.closest("[data-theme-set]");
    if (choice) colours(choice.dataset.themeSet);
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  function colours(name) {
    if (name) document.documentElement.dataset.theme = name; else delete document.documentElement.dataset.theme;
    document.cookie = `theme=${name}; path=/; samesite=lax; max-age=${name ? 31536000 : 0}`;
  }

  // A table that fits is no stop on the way of the Tab key, and needs no word about sliding.
  function sideways(part) {
    const table = part.querySelector(".table-wide");
    const look = () => {
      const beside = table.scrollWidth > table.clientWidth + 1;
      part.querySelector(".wide-hint").hidden = !beside;
      if (beside) table.tabIndex = 0; else table.removeAttribute("tabindex");
    };
    if (window.ResizeObserver) new ResizeObserver(look).observe(table);
    look();
  }

  function begin(root) {
    const all = (selector) => [...(root.matches && root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
    for (const form of all("form[data-draft-key]")) if (![...drafts].some((draft) => draft.form === form)) drafts.add(new Draft(form));
    for (const box of all("[data-photos]")) if (!box.dataset.ready) { box.dataset.ready = "1"; photos(box); }
    for (const box of all("[data-keys-off]")) {
      box.checked = !!store.get(KEYS_OFF);
      box.addEventListener("change", () => store.set(KEYS_OFF, box.checked));
    }
    for (const choice of all("[data-theme-choice]")) choice.hidden = false;
    for (const part of all(".wide-part")) sideways(part);
    const summary = all(".error-summary")[0];
    if (summary) summary.focus();
  }

  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) begin(event.target); });
  begin(document);
})();
