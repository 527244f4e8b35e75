// Searches the steps; without it all of them are there.
(() => {
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const steps = [...document.querySelectorAll("#steps > details")];
  const texts = steps.map((step) => step.textContent.toLowerCase());
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    steps.forEach((step, at) => {
      const shown = words.every((word) => texts[at].includes(word));
      step.hidden = !shown;
      count += shown ? 1 : 0;
    });
    found.textContent = words.length ? `${count} of ${steps.length}` : "";
  };
  const open = () => {
    const step = document.getElementById(location.hash.slice(1));
    if (step && step.tagName === "DETAILS") {
      step.hidden = false;
      step.open = true;
      step.scrollIntoView();
    }
  };
  search.addEventListener("input", filter);
  window.addEventListener("hashchange", open);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      filter();
    }
  });
  open();
})();
