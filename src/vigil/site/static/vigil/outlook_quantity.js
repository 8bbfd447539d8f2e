/* Draws a quantity while its three numbers are typed: where nine tenths lie, and the middle.

   Beside the drawing stands the same in words. The server checks the numbers by itself. */
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 320;
  const HEIGHT = 74;
  const words = document.querySelector("[data-between]");
  if (!words) return;

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  function made(name, attributes) {
    const node = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  }

  /* The three numbers of a box, whatever the form in which the question asks for them. */
  function numbers(box) {
    const value = (...ends) => {
      const input = ends.map((end) => box.querySelector(`input[name$=".${end}"]`)).find(Boolean);
      return input && input.value !== "" ? Number(input.value) : NaN;
    };
    return [value("q05", "lowest"), value("q50", "best"), value("q95", "highest")];
  }

  /* Between each two numbers lies as much; a narrow stretch is therefore higher. */
  function draw(svg, [low, middle, high], log) {
    const of = (number) => (log ? Math.log10(number) : number);
    const [a, b, c] = [of(low), of(middle), of(high)];
    const margin = (c - a) * 0.12;
    const x = (number) => ((number - (a - margin)) / (c - a + 2 * margin)) * WIDTH;
    const share = [1 / (b - a), 1 / (c - b)];
    const tall = (HEIGHT - 26) / Math.max(...share);
    const base = HEIGHT - 16;
    const text = (at, said) => {
      const node = made("text", { x: at, y: HEIGHT - 3, "text-anchor": "middle" });
      node.textContent = said;
      return node;
    };
    svg.replaceChildren(
      made("rect", { class: "mass", x: x(a), y: base - share[0] * tall, width: x(b) - x(a), height: share[0] * tall }),
      made("rect", { class: "mass", x: x(b), y: base - share[1] * tall, width: x(c) - x(b), height: share[1] * tall }),
      made("path", { class: "scale", d: `M0 ${base}H${WIDTH}` }),
      made("path", { class: "middle", d: `M${x(b)} ${base + 3}V4` }),
      text(Math.max(x(a), 16), low), text(x(b), middle), text(Math.min(x(c), WIDTH - 20), high),
    );
  }

  function shown(box) {
    const found = numbers(box);
    const [low, middle, high] = found;
    const log = "log" in box.dataset;
    const whole = found.every(Number.isFinite);
    const rising = low < middle && middle < high && !(log && low <= 0);
    const svg = box.querySelector("svg");
    const said = box.querySelector("[data-sketch-words]");
    svg.toggleAttribute("hidden", !(whole && rising));
    said.textContent = "";
    if (whole && rising) {
      draw(svg, found, log);
      said.textContent = filled(words.dataset.between.trim(), { low, middle, high });
    } else if (whole) said.textContent = words.dataset.order;
  }

  document.querySelectorAll("[data-quantity]").forEach((box) => {
    const svg = made("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "sketch", "aria-hidden": "true", hidden: "" });
    const said = document.createElement("p");
    said.dataset.sketchWords = "";
    said.setAttribute("role", "status");
    said.className = "small";
    box.append(svg, said);
    box.addEventListener("input", () => shown(box));
    shown(box);
  });
})();
