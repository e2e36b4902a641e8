// Turns a search box into a combobox (ARIA 1.2, list without inline completion) that leads straight
// to a title, a council or a theme. Without this file the box is a search box.
const WAIT_MS = 120;

export function suggest(input) {
  const list = document.createElement("ul");
  const status = document.createElement("div");
  list.id = `${input.id}-suggestions`;
  list.className = "zone-suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.autocomplete = "off";
  for (const [name, value] of [
    ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id],
  ]) input.setAttribute(name, value);

  let active = -1;
  let timer;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    const options = list.children;
    if (options[active]) options[active].setAttribute("aria-selected", "false");
    active = place;
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  };
  const show = (items) => {
    list.replaceChildren(...items.map((item, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = item.url;
      option.textContent = item.text;
      const detail = document.createElement("span");
      detail.textContent = ` ${item.kind === "title" ? "" : `${item.kind}, `}${item.detail}`;
      option.append(detail);
      return option;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(items.length > 0));
    status.textContent = items.length ? `${items.length} suggestion${items.length === 1 ? "" : "s"}, use the arrow keys` : "";
  };
  const ask = async () => {
    const text = input.value.trim();
    const mine = ++asked;
    if (text.length < 2 || text.length > 200) {
      close();
      return;
    }
    try {
      const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      const { items } = answer.ok ? await answer.json() : { items: [] };
      if (mine === asked && document.activeElement === input) show(items);
    } catch (error) {
      console.warn("There are no suggestions now.", error);
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      mark(active >= last ? 0 : active + 1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      mark(active <= 0 ? last : active - 1);
    } else if (event.key === "ArrowDown") {
      ask();
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.url);
    }
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    asked += 1;
    close();
  });
  // Before the box loses the focus, so that a press is a choice.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
}
