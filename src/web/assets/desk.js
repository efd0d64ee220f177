// The one script of the pages of staff. Nothing here is needed: without it every page and every form works.
//
// Plain old JavaScript, because an office keeps its computers long. It writes text nodes only, never markup. Every sentence comes from
// the page: the attributes `data-…` of the element that loads this file.
// What a page offers it: `form[data-keep]` (what is typed is kept in this tab until it has arrived), `.queue` (arrow keys walk through
// its links once one of them has the focus), `[data-copy]` (a button that needs a script).
(function () {
  'use strict';
  var d = document;
  var me = d.currentScript || d.querySelector('script[data-offline]');
  var HOLDS = 1800000;

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }
  // A storage that the browser refuses is no reason to stop.
  function read() {
    try {
      return JSON.parse(sessionStorage.getItem('desk')) || {};
    } catch (refused) {
      return {};
    }
  }
  function write(all) {
    try {
      sessionStorage.setItem('desk', JSON.stringify(all));
    } catch (refused) { /* What is typed lives on the page only. */ }
  }
  // What was typed long ago is nobody's business any more.
  function kept() {
    var all = read();
    var now = Date.now();
    for (var name in all) if (now - all[name].at > HOLDS) delete all[name];
    write(all);
    return all;
  }

  // A form that has arrived leads back to its page with `done`: what was kept of it goes.
  var all = kept();
  if (/[?&]done=/.test(location.search)) {
    for (var name in all) if (all[name].sent) delete all[name];
    write(all);
  }
  each(d.querySelectorAll('form[action$="/sign-out"]'), function (form) {
    form.addEventListener('submit', function () {
      try {
        sessionStorage.clear();
      } catch (refused) { /* There was nothing. */ }
    });
  });

  each(d.querySelectorAll('form[data-keep]'), function (form) {
    var name = form.getAttribute('action');
    var fields = form.querySelectorAll('textarea, input[type=text], input:not([type])');
    var told = d.createElement('p');
    told.className = 'note';
    told.setAttribute('role', 'status');
    told.hidden = true;
    form.appendChild(told);
    var had = (all[name] || {}).typed || {};
    each(fields, function (field) {
      if (!field.value && had[field.name]) {
        field.value = had[field.name];
        told.textContent = me.getAttribute('data-restored');
        told.hidden = false;
        var folded = form.parentNode;
        if (folded.tagName === 'DETAILS') folded.open = true;
      }
    });
    function keep(sent) {
      var now = read();
      var typed = {};
      var any = false;
      each(fields, function (field) {
        if (!field.value) return;
        typed[field.name] = field.value;
        any = true;
      });
      if (any) now[name] = { at: Date.now(), typed: typed, sent: sent };
      else delete now[name];
      write(now);
    }
    form.addEventListener('input', function () { keep(false); });
    form.addEventListener('submit', function (event) {
      keep(true);
      if (navigator.onLine !== false) return;
      event.preventDefault();
      told.textContent = me.getAttribute('data-offline');
      told.hidden = false;
    });
  });

  if (navigator.clipboard) each(d.querySelectorAll('[data-copy]'), function (button) {
    button.hidden = false;
    button.onclick = function () {
      navigator.clipboard.writeText(button.getAttribute('data-copy')).then(function () { button.textContent = button.getAttribute('data-done'); });
    };
  });

  // Only within the list: a single key anywhere else belongs to whoever types or listens to the page.
  each(d.querySelectorAll('.queue'), function (list) {
    list.addEventListener('keydown', function (event) {
      var links = list.querySelectorAll('a');
      var at = Array.prototype.indexOf.call(links, d.activeElement);
      var to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
      if (at < 0 || to === undefined || !links[to] || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      links[to].focus();
    });
  });
})();
