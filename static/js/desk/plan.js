// The plan's small form: one dialog, filled for the story whose button was pressed.

const dialog = document.querySelector(".assign-dialog");
const form = dialog?.querySelector("form");

function open(link) {
  const given = link.dataset;
  form.action = link.href.split("?")[0];
  form.querySelector(".assign-headline").textContent = given.headline;
  form.elements.assignee.value = given.assignee;
  if (form.elements.assignee.selectedIndex < 0) form.elements.assignee.value = "";
  form.elements.due_day.value = given.dueDay;
  form.elements.due_time.value = given.dueTime;
  dialog.showModal();
  form.elements.assignee.focus();
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-assign]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}
