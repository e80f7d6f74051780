(function () {
  var filter = document.getElementById("filter");
  if (!filter) return;
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-true]"));
  var shown = document.getElementById("shown");
  var truth = filter.querySelector("[name=truth]"), predicted = filter.querySelector("[name=predicted]");
  function apply() {
    var n = 0;
    rows.forEach(function (row) {
      var keep = (!truth.value || row.dataset.true === truth.value) && (!predicted.value || row.dataset.predicted === predicted.value);
      row.hidden = !keep;
      if (keep) n += 1;
    });
    shown.textContent = n + " of " + rows.length + " shown";
  }
  function choose(t, p) {
    truth.selectedIndex = t;
    predicted.selectedIndex = p;
    apply();
  }
  filter.hidden = false;
  filter.addEventListener("change", apply);
  filter.querySelector("button").addEventListener("click", function () { choose(0, 0); });
  document.querySelectorAll("a[data-cell]").forEach(function (link) {
    link.addEventListener("click", function () {
      var pair = link.dataset.cell.split(" ");
      choose(+pair[0] + 1, +pair[1] + 1);
    });
  });
  apply();
})();
