// Enhancements only: every page works without this file.
import { initAll } from "./govuk-frontend.min.js";
import { suggest } from "./suggestions.js";

initAll();

// A search box marked data-suggestions="address" offers what its words could become.
for (const input of document.querySelectorAll("input[data-suggestions]")) suggest(input);

// A region marked data-refresh="seconds" is replaced by the same region of a fresh page.
for (const region of document.querySelectorAll("[data-refresh]")) {
  const again = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(region.id);
      if (answer.ok && fresh) {
        region.innerHTML = fresh.innerHTML;
        if (!fresh.hasAttribute("data-refresh")) return;
      }
    } catch (error) {
      console.warn("The page could not be refreshed; it is tried again.", error);
    }
    setTimeout(again, Number(region.dataset.refresh) * 1000);
  };
  setTimeout(again, Number(region.dataset.refresh) * 1000);
}
