// What readers can choose.

const press = (buttons, isPressed) => {
  for (const button of buttons) button.setAttribute("aria-pressed", String(isPressed(button)));
};

const startStrategies = () => {
  for (const button of document.querySelectorAll("button[data-strategy]")) {
    button.addEventListener("click", () => {
      const strategy = Number(button.dataset.strategy);
      if (chosen.hidden.has(strategy)) chosen.hidden.delete(strategy);
      else if (chosen.hidden.size + 1 < names.length) chosen.hidden.add(strategy);
      button.setAttribute("aria-pressed", String(!chosen.hidden.has(strategy)));
      drawAll();
    });
  }
};

// Pictures begin at day 0 and end where nothing changes any more, or on the day that is chosen.
const startDays = () => {
  chosen.end = usualEnd();
  const group = element("days");
  if (!element("plot-timeline") && !data.series) return;
  const label = document.createElement("span");
  label.textContent = "Days";
  label.setAttribute("aria-hidden", "true");
  const buttons = [...dayChoices, data.horizon].map((end) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.end = String(end);
    button.textContent = end === data.horizon ? "all" : String(end);
    button.addEventListener("click", () => {
      chosen.end = end;
      press(buttons, (one) => one === button);
      drawThese(timed);
    });
    return button;
  });
  press(buttons, (button) => Number(button.dataset.end) === chosen.end);
  group.append(label, ...buttons);
};

const startWays = () => {
  const buttons = document.querySelectorAll("button[data-way]");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      chosen.way = button.dataset.way === "" ? null : Number(button.dataset.way);
      press(buttons, (one) => one === button);
      fillTiles();
      fillMarks();
      drawThese(["patched", "exposed", "down"]);
    });
  }
};

const startScopes = () => {
  const select = element("select-scope");
  if (!select) return;
  select.addEventListener("change", () => {
    chosen.scope = Number(select.value);
    fillTiles();
  });
};

// Of several breakdowns one at a time; on paper, and without this, all of them.
const startBreakdowns = () => {
  const choice = element("breakdown-choice");
  if (!choice) return;
  const select = element("select-breakdown");
  const choose = () => {
    for (const part of document.querySelectorAll(".breakdown")) part.hidden = part.dataset.by !== select.value;
  };
  choice.hidden = false;
  select.addEventListener("change", choose);
  choose();
};

const startSelects = () => {
  for (const id of ["timeline", "tornado"]) {
    const select = element(`select-${id}`);
    if (select) select.addEventListener("change", () => draw(id));
  }
  for (const fold of document.querySelectorAll("details.fold")) {
    const plot = fold.querySelector(".plot");
    fold.addEventListener("toggle", () => { if (fold.open && plot) draw(plot.id.replace("plot-", "")); });
  }
};
