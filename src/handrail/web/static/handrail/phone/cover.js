/* Covering what nobody else needs to see: drawn over on the phone, so that the covered part never leaves it. */
"use strict";
(() => {
  const { say, el, button } = Phone;
  const THICK = 1 / 12, QUALITY = 0.82;  // of the shorter side

  /* What cannot be looked at is not taken where each picture has to be: it is taken anew, or left out. */
  const unseen = ({ onanew, onstop }) => Phone.fill(el("section", {}, el("h1", { tabindex: "-1" }, say("unseen")), el("p", {}, say("unseen_more")),
    el("div", { class: "sign-row" }, Phone.picker(say("unseen_anew"), { camera: true, onpicked: ([file]) => onanew(file) })), button(say("cover_out"), onstop, "quiet")));

  /* Draws over a picture with a finger; gives the covered picture, or the same one where nothing was drawn.
     Where it is insisted on, nothing is given that this phone could not show; `onanew` gets another file in its place. */
  Phone.cover = async (blob, { insist = false, ondone, onstop, onanew }) => {
    let picture;
    try { picture = await createImageBitmap(blob, { imageOrientation: "from-image" }); } catch {
      if (insist) unseen({ onanew, onstop }); else await ondone(blob);
      return;
    }
    const canvas = el("canvas", { class: "cover", width: picture.width, height: picture.height, role: "img", "aria-label": say("cover_of") });
    const ink = canvas.getContext("2d");
    const strokes = [];
    const draw = () => {
      ink.drawImage(picture, 0, 0);
      ink.lineWidth = Math.min(picture.width, picture.height) * THICK; ink.lineCap = ink.lineJoin = "round"; ink.strokeStyle = "#000";
      for (const stroke of strokes) {
        ink.beginPath(); ink.moveTo(...stroke[0]);
        for (const point of stroke.length > 1 ? stroke : [stroke[0], stroke[0]]) ink.lineTo(...point);
        ink.stroke();
      }
      keep.textContent = say(strokes.length ? "cover_keep" : insist ? "cover_none" : "cover_as_is");
      undo.disabled = !strokes.length;
    };
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width * picture.width, (event.clientY - box.top) / box.height * picture.height];
    };
    let stroke = null;
    canvas.addEventListener("pointerdown", (event) => { event.preventDefault(); canvas.setPointerCapture(event.pointerId); stroke = [point(event)]; strokes.push(stroke); draw(); });
    canvas.addEventListener("pointermove", (event) => { if (stroke) { stroke.push(point(event)); draw(); } });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { stroke = null; });
    const keep = button("", async () => {
      keep.disabled = undo.disabled = true;
      const made = strokes.length ? await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY)) : blob;
      // What was drawn over never goes as it was: where this phone cannot keep it covered, drawing goes on.
      if (!made) { keep.disabled = undo.disabled = false; lead.textContent = say("cover_failed"); return; }
      picture.close();
      await ondone(made);
    }, "primary");
    const undo = button(say("cover_undo"), () => { strokes.pop(); draw(); }, "quiet");
    const lead = el("p", { role: "status" }, say(insist ? "cover_hurt" : "cover_lead"));
    draw();
    Phone.fill(el("section", {}, el("h1", { tabindex: "-1" }, say("cover")), lead,
      canvas, el("div", { class: "sign-row" }, keep, undo), onstop && button(say(insist ? "cover_out" : "cover_leave"), () => { picture.close(); onstop(); }, "quiet")));
  };
})();
