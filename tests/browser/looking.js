// What is wrong with a page at a width: `looking.py` runs this in the page.
//
// Which texts lie outside the screen, or are cut off by a box that hides what does not fit? What lies
// in a box that can be scrolled (a wide table) is not counted: WCAG 1.4.10 exempts it. Then what can
// be opened is opened, all is looked at again, and axe is asked. The page is left as it was.
//
// Which words of drawings would run into the page of a browser that draws none (Tor Browser's safest
// mode)? There the parser makes elements of no language of them, as `undrawn` does for a moment.
//
// Axe checks everything, or leaves out what passed on a page before (`seen`): a header or a footer that
// is alike but for addresses and values, and the contrast of texts that are painted alike. Until they
// pass, three texts painted alike are measured on each page. What passed is returned with the faults.
async ([width, axeAsked, contrast, everything, seen]) => {
  const outside = () => {
    const scrolls = (element) => {
      for (let e = element; e && e !== document.body; e = e.parentElement) {
        const s = getComputedStyle(e);
        if (["auto", "scroll"].includes(s.overflowX)) return true;
        if (s.clipPath !== "none" || s.position === "absolute" && e.offsetWidth <= 2) return true;
      }
      return false;
    };
    const unseen = "script, style, noscript, .skip, .trap";
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode, parent = text.parentElement;
      if (!text.data.trim() || !parent || parent.closest(unseen)) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        if (box.width && (box.left < -1 || box.right > width + 1) && !scrolls(parent)) {
          found.push("off the screen: " + text.data.trim().slice(0, 60));
          break;
        }
      }
    }
    for (const e of document.body.querySelectorAll("*")) {
      const s = getComputedStyle(e);
      if (![s.overflowX, s.overflowY].some((o) => ["hidden", "clip"].includes(o))) continue;
      if (e.offsetWidth <= 2 || s.clipPath !== "none" || !e.textContent.trim()) continue;
      if (!e.checkVisibility() || e.closest("svg, select")) continue;
      if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
        found.push("clipped: " + e.textContent.trim().slice(0, 60));
    }
    const across = document.documentElement.scrollWidth;
    if (across > width) found.push(`${across - width} px to scroll sideways`);
    return found;
  };

  const plain = (element) => {
    const made = document.createElementNS("", element.localName);
    for (const { name, value } of element.attributes) made.setAttribute(name, value);
    for (const child of element.childNodes)
      made.append(child.nodeType === Node.ELEMENT_NODE ? plain(child) : child.cloneNode());
    return made;
  };
  const undrawn = () => {
    const found = [];
    for (const svg of document.body.querySelectorAll("svg")) {
      if (!svg.textContent.trim()) continue;
      const made = plain(svg);
      svg.replaceWith(made);
      for (const e of made.querySelectorAll("*")) {
        const text = [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data);
        if (!text.join("").trim() || !e.checkVisibility()) continue;
        const { width, height } = e.getBoundingClientRect();
        const hidden = !width && !height && getComputedStyle(e).overflowX === "hidden";
        if (hidden === (e.localName === "metadata"))
          found.push(`undrawn: ${hidden ? "not " : ""}read: ${text.join("").trim().slice(0, 60)}`);
      }
      made.replaceWith(svg);
    }
    return found;
  };

  // What an element is painted on, from itself to the page.
  const grounds = new Map();
  const ground = (e) => {
    if (e === null) return "";
    if (!grounds.has(e)) {
      const s = getComputedStyle(e), above = ground(e.parentElement);
      const apart = ["absolute", "fixed", "sticky"].includes(s.position);
      const own = `${s.backgroundColor} ${s.backgroundImage} ${s.opacity} ${apart}`;
      grounds.set(e, own === "rgba(0, 0, 0, 0) none 1 false" ? above : `${own} / ${above}`);
    }
    return grounds.get(e);
  };

  // Headers and footers, each with what tells it from others.
  const framesOfPage = () => new Map(
    [...document.querySelectorAll("body > header, body > footer")].map((e) => {
      const words = e.outerHTML.replace(/ (href|value|action|aria-current)="[^"]*"/g, "");
      const digest = [...words].reduce((sum, c) => Math.imul(sum, 31) + c.codePointAt(0) | 0, 0);
      return [e, `${e.localName} ${width} ${words.length} ${digest}`];
    })
  );

  // The texts to measure, each with all that its contrast depends on.
  const stylesOfTexts = (seen) => {
    const times = new Map(seen.map((style) => [style, 3]));
    const styles = new Map();
    for (const e of document.body.querySelectorAll("*")) {
      const texts = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
      if (!texts && !e.matches("input, select, textarea") || !e.checkVisibility()) continue;
      const s = getComputedStyle(e), off = e.closest(":disabled, [aria-disabled=true]") !== null;
      const letters = `${s.color} ${s.fontSize} ${s.fontWeight} ${s.textShadow} ${off}`;
      const style = `${letters} on ${ground(e)}`;
      times.set(style, (times.get(style) ?? 0) + 1);
      if (times.get(style) <= 3) styles.set(e, style);
    }
    return styles;
  };

  const asItIs = [...outside(), ...undrawn()].map((one) => `${width}: ${one}`);
  const folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of document.querySelectorAll("details"))
    one.removeAttribute("name");  // of those that share a name only one can be open
  for (const one of folded) one.open = true;
  const unfolded = folded.length ? outside() : [];
  const passed = [];
  if (axeAsked) {
    const frames = everything ? new Map() : framesOfPage();
    const known = [...frames.keys()].filter((e) => seen.includes(frames.get(e)));
    const results = await axe.run(known.length ? { exclude: known } : document, {
      resultTypes: ["violations"], rules: { "color-contrast": { enabled: contrast && everything } }
    });
    if (results.violations.length === 0) passed.push(...frames.values());
    const styles = contrast && !everything ? stylesOfTexts(seen) : new Map();
    if (styles.size) {
      const context = { include: [...styles.keys()] };
      const told = await axe.run(context, {
        runOnly: ["color-contrast"], resultTypes: ["violations", "passes"], elementRef: true
      });
      results.violations.push(...told.violations);
      for (const { nodes } of told.passes) passed.push(...nodes.map((n) => styles.get(n.element)));
    }
    for (const { id, nodes } of results.violations) {
      const where = nodes.slice(0, 3).map((node) => node.target[0]).join("; ");
      unfolded.push(`axe ${id}: ${where}`);
    }
  }
  for (const one of folded) one.open = false;
  const found = [...asItIs, ...unfolded.map((one) => `${width}, unfolded: ${one}`)];
  return [found, passed.filter((style) => style)];
}
