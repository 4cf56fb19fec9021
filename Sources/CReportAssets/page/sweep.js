// Sliders over the values that a sweep has tried. A point is a page of its own: the address names it, and the page begins anew.

const startSweep = () => {
  if (!sweep) return;
  const block = element("sweep");
  block.hidden = false;
  const own = sweep.points[sweep.now];
  const sliders = [...block.querySelectorAll("input")];
  const go = (point, key, isSame) => {
    location.hash = `point=${point}&key=${key}${isSame ? "" : "&moved"}`;
    location.reload();
  };
  sliders.forEach((slider, key) => {
    const { stops } = sweep.keys[key];
    const say = () => {
      slider.nextElementSibling.value = stops[slider.value];
      slider.setAttribute("aria-valuetext", stops[slider.value]);
    };
    slider.value = own[key];
    say();
    slider.addEventListener("input", say);
    slider.addEventListener("change", () => {
      const wanted = own.map((place, other) => (other === key ? Number(slider.value) : place));
      // Of the points with this value the one that is most like the present one; of those alike, the one with most as written.
      const score = (point) => point.reduce((sum, place, other) => sum + (place === wanted[other] ? 100 : 0) + (place === 0 ? 1 : 0), 0);
      const fitting = sweep.points.map((point, number) => ({ point, number })).filter(({ point }) => point[key] === wanted[key]);
      const best = fitting.reduce((one, other) => (score(other.point) > score(one.point) ? other : one));
      go(best.number, key, best.point.every((place, other) => place === wanted[other]));
    });
  });
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.has("moved")) element("sweep-note").textContent = "That combination was not run: the other sliders moved to one that was.";
  if (asked.has("key")) sliders[Number(asked.get("key"))]?.focus({ preventScroll: true });
};
