// Options that go with no other, and all options at once. What was chosen against this is found by the judgement of
// the answers, here and on the server.

export default function choosing(group) {
  const boxes = (which) => [...group.querySelectorAll(`[type=checkbox][name]${which}`)].filter((box) => !box.disabled && !box.closest("[hidden],.sonda-out"));
  const check = (which, checked) => boxes(which).forEach((box) => (box.checked = checked));
  const ONE = "[data-exclusive]";
  const SOME = ":not([data-exclusive])";
  const all = group.querySelector("[data-all]");

  const follow = () => {
    if (!all) return;
    const some = boxes(SOME);
    const chosen = some.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === some.length;
    all.indeterminate = chosen > 0 && chosen < some.length;
  };

  const act = ({ target }) => {
    if (target === all) {
      check(SOME, all.checked);
      // Those who listen for answers know fields by their names, and this one has none.
      boxes(SOME)[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (target.checked && target.matches(ONE)) {
      check(`:not([value="${CSS.escape(target.value)}"])`, false);
    } else if (target.checked) {
      check(ONE, false);
    }
    follow();
  };

  group.addEventListener("input", act);
  group.addEventListener("change", follow, true);
  if (all) all.parentNode.hidden = false;
  follow();
}
