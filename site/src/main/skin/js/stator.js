(() => {
  "use strict";

  const root = document.body.dataset.root;
  const narrow = matchMedia("(max-width: 56rem)");
  const beside = matchMedia("(min-width: 80.01rem)");

  // Code: other kinds of blocks stay as they are.
  for (const code of document.querySelectorAll("pre > code")) {
    const kind = /language-(java|edn|clojure|console|sh|shell|xml|sql)\b/.exec(code.className);
    if (kind && window.hljs) {
      code.className = "language-" + kind[1];
      hljs.highlightElement(code);
    }
  }

  // What scrolls sideways can be scrolled with the keyboard.
  function reachScrolling() {
    for (const box of document.querySelectorAll("article pre, .table")) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", box.className === "table" ? "Table" : "Code");
      } else {
        box.removeAttribute("tabindex");
        box.removeAttribute("role");
        box.removeAttribute("aria-label");
      }
    }
  }
  addEventListener("resize", reachScrolling);
  reachScrolling();

  // The list of pages.
  const menus = document.querySelector(".menus");
  const menu = document.querySelector(".menu");
  function showMenus(open) {
    menus.classList.toggle("open", open);
    menu.setAttribute("aria-expanded", String(open));
    document.body.style.overflow = open ? "hidden" : "";
  }
  menu.setAttribute("role", "button");
  menu.setAttribute("aria-controls", "menus");
  showMenus(false);
  menu.addEventListener("click", event => {
    event.preventDefault();
    showMenus(!menus.classList.contains("open"));
    if (menus.classList.contains("open")) {
      menus.scrollTop = 0;
      menus.querySelector("a").focus({ preventScroll: true });
    }
  });
  menu.addEventListener("keydown", event => {
    if (event.key === " ") {
      event.preventDefault();
      menu.click();
    }
  });
  addEventListener("keydown", event => {
    if (event.key === "Escape" && menus.classList.contains("open")) {
      showMenus(false);
      menu.focus();
    }
  });
  narrow.addEventListener("change", () => showMenus(false));
  const here = menus.querySelector("[aria-current]");
  if (here && !narrow.matches && here.offsetTop > menus.clientHeight - 40) {
    menus.scrollTop = here.offsetTop - menus.clientHeight / 2;
  }

  // The contents of this page: open beside the text, folded above it.
  const contents = document.querySelector(".contents");
  if (contents) {
    const details = contents.querySelector("details");
    const fold = () => { details.open = beside.matches; };
    beside.addEventListener("change", fold);
    fold();
    const links = new Map();
    contents.querySelectorAll("a").forEach(link => links.set(decodeURIComponent(link.hash.slice(1)), link));
    const headings = [...document.querySelectorAll("article h2, article h3")];
    let current = null;
    let due = false;
    function follow() {
      due = false;
      const line = 0.25 * innerHeight;
      let last = null;
      for (const heading of headings) {
        if (heading.getBoundingClientRect().top > line) {
          break;
        }
        last = heading;
      }
      const link = last && links.get(last.id);
      if (link !== current) {
        current && current.removeAttribute("aria-current");
        link && link.setAttribute("aria-current", "true");
        current = link;
        if (link && beside.matches) {
          const offset = link.offsetTop - contents.scrollTop;
          if (offset < 40 || offset > contents.clientHeight - 40) {
            contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
          }
        }
      }
    }
    addEventListener("scroll", () => {
      if (!due) {
        due = true;
        requestAnimationFrame(follow);
      }
    }, { passive: true });
    follow();
  }

  // The search. Its text and its library are loaded when it is first used.
  const SHOWN_MAX = 12;
  const EXCERPT_MAX = 160;
  const form = document.querySelector(".search");
  const input = form.querySelector("input");
  const results = form.querySelector(".results");
  const state = form.querySelector(".state");
  const list = form.querySelector("ul");
  let index = null;
  let chosen = -1;

  const script = name => new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = root + "js/" + name;
    element.onload = resolve;
    element.onerror = () => reject(new Error("the site is incomplete: it has no js/" + name));
    document.head.append(element);
  });

  // A word as written, `or-join` or `:db/unique`, and what it is made of.
  function written(text) {
    return (text.match(/[^\s()[\]{}"'`,;…·|›“”‘’]+/gu) || [])
      .map(word => word.replace(/^[:.\-–]+(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}?!*])[:.\-–]+$/gu, ""))
      .filter(word => word !== "");
  }
  function parts(word) {
    const pieces = word.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u).filter(piece => piece !== "");
    const name = word.slice(word.lastIndexOf("/") + 1);
    return [...new Set([word, name, ...pieces].filter(piece => piece !== ""))];
  }

  function build() {
    const found = new MiniSearch({
      fields: ["title", "within", "text"],
      storeFields: ["title", "within", "text", "address"],
      tokenize: text => written(text).flatMap(parts),
      processTerm: term => term.toLowerCase(),
      searchOptions: {
        tokenize: text => written(text),
        boost: { title: 6, within: 1.5 },
        prefix: (term, i, terms) => term.length > 1 && (i === terms.length - 1 || term.length > 3),
        fuzzy: term => (/^\p{L}{5,}$/u.test(term) ? 0.2 : false),
        maxFuzzy: 1,
        combineWith: "AND",
      },
    });
    found.addAll(window.statorFound.map((each, id) => ({ id, ...each })));
    return found;
  }

  let loading = null;
  function load() {
    loading ??= Promise.all([script("minisearch/minisearch.js"), script("found.js")]).then(() => {
      index = build();
      search();
    }).catch(failure => { state.textContent = failure.message; });
    return loading;
  }

  const weight = address => /^docs\/manual\/dynamodb\//.test(address) ? 1.5
    : /^docs\/manual\//.test(address) ? 2
    : /^(docs\/decisions|docs\/benchmarks|CHANGELOG|CONTRIBUTING)/.test(address) ? 0.5 : 1;

  function find(text) {
    const wanted = text.toLowerCase().replace(/^:/, "");
    const exact = title => title.toLowerCase().split(/,\s*/).some(each => each.replace(/^:/, "") === wanted);
    const options = {
      boostDocument: (id, term, stored) => weight(stored.address) * (exact(stored.title) ? 6 : 1),
    };
    const all = index.search(text, options);
    return all.length > 0 ? all : index.search(text, { ...options, tokenize: each => written(each).flatMap(parts), combineWith: "OR" });
  }

  function marked(element, text, terms) {
    const pattern = terms.length === 0 ? null
      : new RegExp("(" + terms.map(term => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") + ")", "giu");
    (pattern ? text.split(pattern) : [text]).forEach((piece, i) => {
      if (i % 2 === 1) {
        element.appendChild(document.createElement("mark")).textContent = piece;
      } else {
        element.append(piece);
      }
    });
    return element;
  }

  function excerpt(text, terms) {
    const low = text.toLowerCase();
    const at = terms.map(term => low.indexOf(term)).filter(place => place >= 0);
    const from = at.length === 0 ? 0 : Math.max(0, Math.min(...at) - 50);
    const start = from === 0 ? 0 : text.indexOf(" ", from) + 1;
    return (start > 0 ? "… " : "") + text.slice(start, start + EXCERPT_MAX) + (start + EXCERPT_MAX < text.length ? " …" : "");
  }

  function search() {
    const text = input.value.trim();
    list.replaceChildren();
    choose(-1);
    show(text !== "");
    if (text === "") {
      return;
    }
    if (index === null) {
      state.textContent = "Loading …";
      load();
      return;
    }
    const found = find(text);
    found.slice(0, SHOWN_MAX).forEach((each, i) => {
      const terms = [...each.terms].sort((a, b) => b.length - a.length);
      const item = document.createElement("li");
      item.id = "found-" + i;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const link = item.appendChild(document.createElement("a"));
      link.href = root + each.address;
      link.tabIndex = -1;
      link.appendChild(marked(document.createElement("strong"), each.title, terms));
      if (each.within !== "") {
        link.appendChild(document.createElement("small")).textContent = each.within;
      }
      link.appendChild(marked(document.createElement("small"), excerpt(each.text, terms), terms));
      list.append(item);
    });
    state.textContent = found.length === 0 ? "Nothing was found."
      : found.length > SHOWN_MAX ? "The first " + SHOWN_MAX + " of " + found.length : "";
    choose(found.length === 0 ? -1 : 0);
  }

  function show(open) {
    results.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
  }

  function choose(at) {
    const items = list.children;
    chosen = at;
    for (let i = 0; i < items.length; i++) {
      items[i].setAttribute("aria-selected", String(i === at));
    }
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", items[at].id);
      items[at].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  form.hidden = false;
  input.addEventListener("focus", load);
  input.addEventListener("input", search);
  input.addEventListener("keydown", event => {
    const count = list.children.length;
    if (event.key === "ArrowDown" && count > 0) {
      event.preventDefault();
      choose((chosen + 1) % count);
    } else if (event.key === "ArrowUp" && count > 0) {
      event.preventDefault();
      choose((chosen + count - 1) % count);
    } else if (event.key === "Escape") {
      show(false);
    }
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    if (chosen >= 0) {
      list.children[chosen].querySelector("a").click();
    }
  });
  list.addEventListener("click", () => {
    show(false);
    input.blur();
  });
  form.addEventListener("focusout", event => {
    if (!form.contains(event.relatedTarget)) {
      show(false);
    }
  });
  form.addEventListener("focusin", () => show(input.value.trim() !== ""));
  results.addEventListener("mousedown", event => event.preventDefault());
  addEventListener("keydown", event => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
})();
