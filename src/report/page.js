(function () {
  var form = document.getElementById("filter");
  if (!form) return;
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-true]"));
  var shown = document.getElementById("shown");
  function apply() {
    var truth = form.elements.truth.value, predicted = form.elements.predicted.value, n = 0;
    rows.forEach(function (row) {
      var keep = (!truth || row.dataset.true === truth) && (!predicted || row.dataset.predicted === predicted);
      row.hidden = !keep;
      if (keep) n += 1;
    });
    shown.textContent = n + " of " + rows.length + " shown";
  }
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("reset", function () { setTimeout(apply, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.querySelectorAll("a[data-cell]").forEach(function (link) {
    link.addEventListener("click", function () {
      var pair = link.dataset.cell.split(" ");
      form.elements.truth.selectedIndex = +pair[0] + 1;
      form.elements.predicted.selectedIndex = +pair[1] + 1;
      apply();
    });
  });
  apply();
})();
