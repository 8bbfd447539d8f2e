/* Help in typing dates and places. The inputs work without it. */
"use strict";

(() => {
  const told = (input) => input.dispatchEvent(new Event("input", {bubbles: true}));

  /* A date is put together by its parts; what is typed fills the parts, and the parts write what is typed. */
  const DATE = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([?~%]?)$/;
  const language = document.documentElement.lang || "en";
  const monthName = (month) => new Intl.DateTimeFormat(language, {month: "long", timeZone: "UTC"})
    .format(new Date(Date.UTC(2000, month, 1)));
  document.querySelectorAll("[data-date-for]").forEach((picker) => {
    const typed = document.getElementById(picker.dataset.dateFor);
    const part = (name, end = "first") => picker.querySelector(`[data-end="${end}"] [data-part="${name}"]`);
    const tick = (name) => picker.querySelector(`[data-part="${name}"]`);
    picker.querySelectorAll("select").forEach((select) => {
      for (let month = 0; month < 12; month += 1) {
        select.append(new Option(monthName(month), String(month + 1).padStart(2, "0")));
      }
    });
    const both = () => picker.querySelector('[data-end="last"]');
    function read() {
      const [first, last] = typed.value.trim().split("/").map((end) => DATE.exec(end));
      [["first", first], ["last", last]].forEach(([end, found]) => {
        ["year", "month", "day"].forEach((name, place) => {
          part(name, end).value = (found && found[place + 1] && (name === "month" ? found[2] : Number(found[place + 1]))) || "";
        });
      });
      tick("between").checked = Boolean(last);
      both().hidden = !last;
      const signs = `${(first && first[4]) || ""}${(last && last[4]) || ""}`;
      tick("about").checked = /[~%]/.test(signs);
      tick("uncertain").checked = /[?%]/.test(signs);
    }
    function write() {
      const sign = tick("about").checked ? (tick("uncertain").checked ? "%" : "~") : tick("uncertain").checked ? "?" : "";
      const one = (end) => {
        const [year, month, day] = ["year", "month", "day"].map((name) => part(name, end).value);
        if (!year) return "";
        return `${year.padStart(4, "0")}${month ? `-${month}${day ? `-${day.padStart(2, "0")}` : ""}` : ""}${sign}`;
      };
      both().hidden = !tick("between").checked;
      typed.value = [one("first"), tick("between").checked ? one("last") : ""].filter(Boolean).join("/");
      told(typed);
    }
    picker.addEventListener("input", (event) => { event.stopPropagation(); write(); });
    typed.addEventListener("input", (event) => { if (event.isTrusted) read(); });
    read();
  });

  /* A place is suggested from our own gazetteer while its name is typed. */
  document.querySelectorAll("[data-places]").forEach((group) => {
    const part = (name) => group.querySelector(`[name$="-${name}"]`);
    const name = part("name"), map = group.querySelector(".place-map");
    const list = Object.assign(document.createElement("ul"), {className: "suggestions", hidden: true, id: `${name.id}-list`});
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", group.querySelector("legend").textContent.trim());
    name.closest(".row").after(list);
    Object.entries({role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id})
      .forEach(([key, value]) => name.setAttribute(key, value));
    let asked = 0, chosen = -1;
    /* The country of the place that was there says nothing of another one: only the country that somebody
       chose by hand leads the suggestions, and a new name starts without the rest of the old place. */
    const REST = ["admin1", "admin2", "country", "precision", "lat", "lon", "geonames_id"];
    let byHand = false, before = null;
    part("country").addEventListener("change", (event) => { if (event.isTrusted) byHand = part("country").value !== ""; });
    name.addEventListener("focus", () => { before = {name: name.value, rest: REST.map((key) => part(key).value), byHand}; });
    function dropRest() {
      if (!before || before.byHand || byHand) return;
      const back = name.value.trim() === before.name.trim();
      REST.forEach((key, at) => { part(key).value = back ? before.rest[at] : ""; });
      showMap();
    }
    const options = () => Array.from(list.children);
    function mark(place) {
      chosen = place;
      options().forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
      if (chosen >= 0) { name.setAttribute("aria-activedescendant", options()[chosen].id); options()[chosen].scrollIntoView({block: "nearest"}); }
      else name.removeAttribute("aria-activedescendant");
    }
    function fold() { list.hidden = true; name.setAttribute("aria-expanded", "false"); mark(-1); }
    function showMap() {
      const [lat, lon] = [part("lat").value, part("lon").value];
      map.hidden = !lat || !lon;
      if (!map.hidden) map.src = `${group.dataset.placeMap}?${new URLSearchParams({lat, lon, name: name.value})}`;
    }
    function take(place) {
      ["name", "admin1", "admin2", "country", "lat", "lon", "geonames_id"].forEach((key) => {
        part(key).value = place[key] === null ? "" : place[key];
      });
      if (place.precision) part("precision").value = place.precision;
      part("was").value = "";
      byHand = false;
      before = {name: name.value, rest: REST.map((key) => part(key).value), byHand};
      fold();
      showMap();
      told(name);
    }
    async function suggest() {
      const number = ++asked, query = name.value.trim();
      if (query.length < 2) { fold(); return; }
      const answer = await fetch(`${group.dataset.places}?${new URLSearchParams({q: query, country: byHand ? part("country").value : ""})}`);
      if (!answer.ok || number !== asked) return;
      const found = (await answer.json()).places;
      list.replaceChildren(...found.map((place, place_) => {
        const option = Object.assign(document.createElement("li"), {id: `${list.id}-${place_}`});
        option.setAttribute("role", "option");
        const kind = Array.from(part("precision").options).find((one) => one.value && one.value === place.precision);
        const rest = [place.within, kind ? kind.textContent.trim() : ""].filter(Boolean).join(" · ");
        option.append(Object.assign(document.createElement("b"), {textContent: place.name}), ` ${rest}`);
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); });
        option.take = () => take(place);
        return option;
      }));
      list.hidden = !found.length || document.activeElement !== name;
      name.setAttribute("aria-expanded", String(!list.hidden));
      mark(-1);
    }
    name.addEventListener("input", (event) => { if (!event.isTrusted) return; dropRest(); suggest(); }, true);
    name.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
      if (step) mark((chosen + step + options().length) % options().length);
      else if (event.key === "Enter" && chosen >= 0) {
        options()[chosen].take();
        if (document.body.classList.contains("by-rows")) return; /* there Enter also ends the row */
      } else if (event.key === "Escape") fold();
      else return;
      event.preventDefault();
    });
    name.addEventListener("blur", fold);
    ["lat", "lon"].forEach((key) => part(key).addEventListener("change", showMap));
    showMap();
  });
})();
