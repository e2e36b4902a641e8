// Dragging on the timetable, beside its buttons: a session dropped on a free cell sends the same form.
const form = document.getElementById("grid-form");
let dragged = null;

for (const item of document.querySelectorAll("[data-session]")) {
  item.draggable = true;
  item.addEventListener("dragstart", (event) => {
    dragged = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.dataset.session);
  });
  item.addEventListener("dragend", () => {
    dragged = null;
  });
}

const send = (name, value) => {
  form.elements.session_id.value = dragged.dataset.session;
  form.elements.version.value = dragged.dataset.version;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
  form.submit();
};

for (const cell of document.querySelectorAll("[data-slot], td[data-session]")) {
  cell.addEventListener("dragover", (event) => {
    if (dragged && dragged !== cell) event.preventDefault();
  });
  cell.addEventListener("drop", (event) => {
    if (!dragged || dragged === cell) return;
    event.preventDefault();
    if (cell.dataset.slot) send("slot", cell.dataset.slot);
    else send("swap", `${cell.dataset.session}|${cell.dataset.version}`);
  });
}
