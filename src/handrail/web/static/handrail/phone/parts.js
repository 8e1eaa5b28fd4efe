/* The pieces screens are made of: nodes with text only, the pad to sign on, pictures made small. */
"use strict";
(() => {
  const { say } = Phone;

  /* A node; text is always text, never markup. */
  const el = (tag, props = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "class") node.className = value;
      else if (name in node && name !== "list" && typeof value !== "string") node[name] = value;
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  };
  const button = (text, onclick, kind = "secondary", props = {}) => el("button", { type: "button", class: `button button-${kind}`, onclick, ...props }, text);
  const link = (text, href, kind = "secondary") => el("a", { class: `button button-${kind}`, href }, text);
  const telephone = (number) => el("a", { class: "button button-secondary call", href: `tel:${number.replace(/[^\d+]/g, "")}` }, say("call", { number }));

  let serial = 0;
  const field = (label, control, { hint = "", error = "", extra = null, name = "" } = {}) => {
    const id = `field-${++serial}`;
    control.id = id;
    const described = [];
    const told = [];
    if (hint) { described.push(`${id}-hint`); told.push(el("p", { class: "hint", id: `${id}-hint` }, hint)); }
    if (error) { described.push(`${id}-error`); told.push(el("p", { class: "field-error", id: `${id}-error` }, error)); control.setAttribute("aria-invalid", "true"); }
    if (described.length) control.setAttribute("aria-describedby", described.join(" "));
    return el("div", { class: `field${error ? " field-wrong" : ""}`, "data-name": name }, el("label", { for: id }, label), told, control, extra);
  };
  const choices = (label, options, { many = false, chosen = [], hint = "", error = "", name = "", onchange }) => {
    const group = `choice-${++serial}`;
    const boxes = options.map(([value, text], place) => el("div", { class: "choice" },
      el("input", { type: many ? "checkbox" : "radio", name: group, id: `${group}-${place}`, value, checked: chosen.includes(value), onchange: () => {
        onchange([...box.querySelectorAll("input:checked")].map((input) => input.value));
      } }),
      el("label", { for: `${group}-${place}` }, text)));
    const box = el("div", { class: "choices" }, boxes);
    return el("fieldset", { class: `field${error ? " field-wrong" : ""}`, "data-name": name }, el("legend", {}, label), hint && el("p", { class: "hint" }, hint), error && el("p", { class: "field-error" }, error), box);
  };
  /* Taps that fill a field: last time's words on top. */
  const chips = (label, texts, pick) => texts.length ? el("div", { class: "chips", role: "group", "aria-label": label }, texts.map((text) => button(text, () => pick(text), "secondary"))) : null;

  const Speech = window.SpeechRecognition || window.webkitSpeechRecognition;
  const voice = (control, changed) => {
    if (!Speech) return null;
    const press = button(say("speak"), () => {
      const ear = new Speech();
      ear.lang = document.documentElement.lang || "en-CA";
      press.textContent = say("listening");
      ear.onresult = (event) => {
        control.value = [control.value, event.results[0][0].transcript].filter(Boolean).join(" ");
        changed();
      };
      ear.onerror = () => { press.textContent = say("speak_failed"); };
      ear.onend = () => { if (press.textContent === say("listening")) press.textContent = say("speak"); };
      try { ear.start(); } catch { press.textContent = say("speak_failed"); }
    }, "quiet", { class: "button button-quiet speak" });
    return press;
  };

  /* --- Signing: one after another on the same phone ------------------------------------------------------------ */

  const FINE = 6;  // of 1000: points nearer than this say nothing more
  const pad = (name, { onsigned, onpresent, onabsent, onback, onstop, position = "" }) => {
    const strokes = [];
    const canvas = el("canvas", { class: "pad", width: 900, height: 450, role: "img", "aria-label": say("pad_of", { name }) });
    const ink = canvas.getContext("2d");
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      const within = (part) => Math.max(0, Math.min(1000, Math.round(part * 1000)));
      return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
    };
    const draw = ([x1, y1], [x2, y2]) => {
      ink.strokeStyle = getComputedStyle(canvas).color; ink.lineWidth = 6; ink.lineCap = "round";
      ink.beginPath(); ink.moveTo(x1 * 0.9, y1 * 0.45); ink.lineTo(x2 * 0.9, y2 * 0.45); ink.stroke();
    };
    let stroke = null;
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault(); canvas.setPointerCapture(event.pointerId);
      stroke = [point(event)]; strokes.push(stroke); draw(stroke[0], stroke[0]); signed.disabled = false;
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!stroke) return;
      const to = point(event), from = stroke[stroke.length - 1];
      if (Math.hypot(to[0] - from[0], to[1] - from[1]) < FINE) return;
      draw(from, to); stroke.push(to);
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { stroke = null; });
    const signed = button(say("signed"), () => onsigned(strokes), "primary", { disabled: true });
    const clear = button(say("clear"), () => { strokes.length = 0; ink.clearRect(0, 0, 900, 450); signed.disabled = true; }, "quiet");
    return el("section", { class: "signing" }, onback && button(say("back"), onback, "quiet", { class: "button button-quiet back-link" }),
      position && el("p", { class: "quiet" }, position),
      el("h1", { tabindex: "-1" }, say("sign_here", { name })),
      canvas, el("div", { class: "sign-row" }, signed, clear),
      el("div", { class: "sign-row" }, onabsent && button(say("absent"), onabsent), onpresent && button(say("present"), onpresent)),
      button(say("stop_signing"), onstop, "quiet"));
  };

  /* The drawn name, small, so that one sees that it is there. */
  const drawn = (strokes) => {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 1000 500"); svg.setAttribute("class", "drawn"); svg.setAttribute("aria-hidden", "true");
    for (const stroke of strokes) {
      const line = document.createElementNS(space, "polyline");
      line.setAttribute("points", stroke.map(([x, y]) => `${x},${y / 2}`).join(" "));
      svg.append(line);
    }
    return svg;
  };

  /* --- Pictures: small, upright, without the place they were taken at -------------------------------------------- */

  const LONGEST_SIDE = 1600, QUALITY = 0.82, LOOKED_AT = 131072;
  const digest = async (file) => {
    if (!crypto.subtle) return "";
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  /* The day the camera wrote: the earliest of those in the picture's own notes. */
  const takenOn = async (file) => {
    const text = new TextDecoder("latin1").decode(await file.slice(0, LOOKED_AT).arrayBuffer());
    const start = text.indexOf("Exif");
    if (start < 0) return "";
    const days = [...text.slice(start).matchAll(/((?:19|20)\d\d):(0[1-9]|1[0-2]):([0-2]\d|3[01]) \d\d:\d\d:\d\d/g)].map((hit) => `${hit[1]}-${hit[2]}-${hit[3]}`);
    return days.sort()[0] || "";
  };
  const small = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * share)); canvas.height = Math.max(1, Math.round(picture.height * share));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      if (blob) return { blob, name: `${file.name.replace(/\.[^.]*$/, "") || "photo"}.jpg` };
    } catch { /* a kind of picture this phone's browser cannot read: the server can */ }
    return { blob: file, name: file.name || "photo" };
  };
  const takePicture = async (file) => {
    const [made, original_sha256, taken_on] = await Promise.all([small(file), digest(file), takenOn(file)]);
    return { ...made, original_sha256, taken_on };
  };
  /* One press to the camera or the gallery; gives all that was picked at once. */
  const picker = (text, { camera = false, papers = true, onpicked }) => el("label", { class: "button button-secondary pick" }, text,
    el("input", { type: "file", accept: camera || !papers ? "image/*" : "image/*,application/pdf", capture: camera ? "environment" : null, multiple: !camera, onchange: (event) => {
      const files = [...event.target.files];
      event.target.value = "";
      if (files.length) onpicked(files);
    } }));

  Object.assign(Phone, { el, button, link, telephone, field, choices, chips, voice, pad, drawn, takePicture, picker });
})();
