for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0], value = (row, at) => {
    const text = row.cells[at].dataset.value ?? row.cells[at].textContent.trim(), number = Number(text);
    return text === "" ? -Infinity : Number.isNaN(number) ? text.toLowerCase() : number;
  };
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") === "descending" || !head.hasAttribute("aria-sort") && !head.classList.contains("n");
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].map((row) => [value(row, at), row]);
      const less = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;
      rows.sort(([a], [b]) => (up ? less(a, b) : less(b, a)));
      body.append(...rows.map(([, row]) => row));
    });
  });
  const label = document.createElement("label"), input = document.createElement("input");
  input.type = "search";
  label.append("Filter: ", input);
  table.closest(".wide").before(label);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}
