// What the page does not need, but is better with: show what is in a password field, and say that it is waiting.
"use strict";

for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  // What is sent from a visible field may be remembered by the browser.
  field.form.addEventListener("submit", () => show(false));
}

for (const form of document.querySelectorAll("form[data-waiting]")) {
  const line = form.querySelector(".waiting");
  let clock;
  const rest = () => {
    clearInterval(clock);
    clock = undefined;
    line.textContent = "";
  };
  form.addEventListener("submit", (event) => {
    if (clock !== undefined) {
      event.preventDefault(); // it is on its way already
      return;
    }
    let seconds = 0;
    line.textContent = form.dataset.waiting;
    clock = setInterval(() => {
      seconds += 1;
      line.textContent = `${form.dataset.waiting} (${seconds}\u00a0s)`;
    }, 1000);
  });
  addEventListener("pageshow", rest); // shown again from the browser's memory
}
