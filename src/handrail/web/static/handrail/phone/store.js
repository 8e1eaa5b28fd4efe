/* What this phone holds: the book, drafts, what waits to be sent, what was sent. Everything stays until the server says it has it. */
"use strict";
window.Phone = {};
(() => {
  const NAME = "handrail-phone", VERSION = 1, STORES = ["kept", "drafts", "photos", "outbox", "sent"];
  const words = JSON.parse(document.getElementById("phone-words").textContent);
  let opened = null;

  const database = () => {
    opened = opened || new Promise((done, fail) => {
      const asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = () => {
        for (const name of STORES) if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name);
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => { asked.result.close(); opened = null; };
        done(asked.result);
      };
      asked.onerror = () => { opened = null; fail(asked.error); };
    });
    return opened;
  };

  /* One transaction over some stores: `work` gets them by name and may give a request whose result is wanted. */
  const within = async (names, mode, work) => {
    const base = await database();
    return new Promise((done, fail) => {
      const all = base.transaction(names, mode, { durability: "strict" });
      const request = work(Object.fromEntries(names.map((name) => [name, all.objectStore(name)])));
      all.oncomplete = () => done(request ? request.result : undefined);
      all.onabort = all.onerror = () => fail(all.error || new Error("aborted"));
    });
  };

  Phone.store = {
    within,
    get: (name, key) => within([name], "readonly", (s) => s[name].get(key)),
    all: (name) => within([name], "readonly", (s) => s[name].getAll()),
    put: (name, key, value) => within([name], "readwrite", (s) => { s[name].put(value, key); }),
    drop: (name, key) => within([name], "readwrite", (s) => { s[name].delete(key); }),
  };

  /* Words come from the page, so that they are translated where all words are. `one|many` takes the number n. */
  Phone.say = (key, values = {}) => {
    let text = words[key] || key;
    if ("n" in values && text.includes("|")) text = text.split("|")[values.n === 1 ? 0 : 1];
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  };

  /* UUIDv7: the time in front, chance behind. The phone makes it, so that sending twice stores once. */
  Phone.newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let time = Date.now();
    for (let place = 5; place >= 0; place--) { bytes[place] = time % 256; time = Math.floor(time / 256); }
    bytes[6] = (bytes[6] & 15) | 112; bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* The phone's clock, set right by what the server last said. A clock that is off by less than two minutes is left alone. */
  const CLOCK_OFF = 120000;
  Phone.clock = {
    off: 0,
    now() { return new Date(Date.now() + this.off); },
    set(serverTime) {
      const off = Date.parse(serverTime) - Date.now();
      this.off = Math.abs(off) > CLOCK_OFF ? off : 0;
    },
  };
  const two = (number) => String(number).padStart(2, "0");
  const name = (day, part) => new Intl.DateTimeFormat(document.documentElement.lang || "en", { [part]: "long" }).format(day);
  Phone.isoDay = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  Phone.hour = (date) => `${date.getHours()}:${two(date.getMinutes())}`;
  Phone.hourOf = (iso) => Phone.hour(new Date(iso));
  Phone.clockTime = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;
  Phone.longDay = (iso, withYear = true) => {
    if (!/^\d{4}-\d\d-\d\d$/.test(iso || "")) return "";
    const day = new Date(`${iso}T12:00:00`);
    return `${name(day, "weekday")} ${day.getDate()} ${name(day, "month")}${withYear ? ` ${day.getFullYear()}` : ""}`;
  };
  Phone.today = () => Phone.isoDay(Phone.clock.now());
})();
