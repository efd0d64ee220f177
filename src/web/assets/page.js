// The one script of the public pages. Nothing here is needed: without it every page and every form works.
//
// Plain old JavaScript, so that a phone of eight years runs it; features are tested before they are used. It writes text nodes
// only, never markup. Every sentence comes from the page: the attributes `data-…` of the element that loads this file.
// What a page offers it: `form[data-draft]` (a draft is kept), `[data-step]` within it (begins a part that is shown alone, up to the
// next one), `[data-keys]` (shown where there is a keyboard), `[data-sent]` or `[data-kept]` (the report has arrived: the draft goes),
// `[data-copy]` and `[data-print]` (buttons that need a script).
(function () {
  'use strict';
  var MINUTE = 60000;
  var d = document;
  var root = d.documentElement;
  var me = d.currentScript || d.querySelector('script[data-cover]');
  var gone = false;

  function word(name, one, two) {
    return (me.getAttribute('data-' + name) || '').replace('%1', one).replace('%2', two);
  }
  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }
  function make(kind, looks, text) {
    var made = d.createElement(kind);
    if (looks) made.className = looks;
    if (text) made.textContent = text;
    if (kind === 'button') made.type = 'button';
    return made;
  }
  function after(old, fresh) {
    old.parentNode.insertBefore(fresh, old.nextSibling);
  }
  function empty(box) {
    while (box.firstChild) box.removeChild(box.firstChild);
  }
  function focus(on) {
    if (!on) return;
    if (on.tabIndex < 0) on.tabIndex = -1;
    on.focus();
  }
  // A storage that the browser refuses is no reason to stop.
  function store(value) {
    try {
      if (value) sessionStorage.setItem('d', JSON.stringify(value));
      else sessionStorage.clear();
    } catch (refused) { /* The draft lives on the page only. */ }
  }

  // Leaving: the page vanishes first, then its place in the history is taken. What is offline cannot be left for another site.
  function leave(href) {
    gone = true;
    store();
    root.hidden = true;
    d.title = '\u00a0';
    empty(d.body);
    location.replace(navigator.onLine === false ? 'about:blank' : href);
  }
  d.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('[data-leave]');
    if (link) {
      event.preventDefault();
      leave(link.href);
    }
  });
  // Shift held for a capital letter does not count: another key comes between its going down and its coming up.
  var presses = [];
  var alone = false;
  d.addEventListener('keydown', function (event) {
    alone = event.key === 'Shift';
    if (!alone) presses = [];
  });
  d.addEventListener('keyup', function (event) {
    if (event.key !== 'Shift' || !alone) return;
    alone = false;
    presses.push(Date.now());
    if (presses.length > 2 && Date.now() - presses[presses.length - 3] < 5000) leave('/leave');
  });
  if (window.matchMedia && matchMedia('(hover:hover) and (pointer:fine)').matches) {
    each(d.querySelectorAll('[data-keys]'), function (told) { told.hidden = false; });
  }

  // A tab that was out of sight for five minutes shows a neutral cover first.
  var hidden_at = 0;
  var waiting;
  function cover() {
    if (gone || root.classList.contains('covered')) return;
    var had = d.activeElement;
    var box = make('main', 'cover');
    var button = make('button', '', word('cover'));
    box.appendChild(make('h1', '', d.title));
    box.appendChild(button);
    button.onclick = function () {
      root.classList.remove('covered');
      d.body.removeChild(box);
      focus(had);
    };
    root.classList.add('covered');
    d.body.appendChild(box);
    button.focus();
  }
  d.addEventListener('visibilitychange', function () {
    clearTimeout(waiting);
    if (d.hidden) {
      hidden_at = Date.now();
      waiting = setTimeout(cover, 5 * MINUTE);
    } else if (hidden_at && Date.now() - hidden_at >= 5 * MINUTE) cover();
  });

  var sent = d.querySelector('[data-sent],[data-kept]');
  if (sent) store();
  // A page that the browser kept whole is asked for again, so that nothing typed comes back by the back button; a receipt, which
  // cannot be asked for twice, comes back covered.
  addEventListener('pageshow', function (event) {
    if (!event.persisted) return;
    if (sent && !gone) cover();
    else location.reload();
  });

  each(d.querySelectorAll('[data-print]'), function (button) {
    button.hidden = false;
    button.onclick = function () { print(); };
  });
  if (navigator.clipboard) each(d.querySelectorAll('[data-copy]'), function (button) {
    button.hidden = false;
    button.onclick = function () {
      navigator.clipboard.writeText(button.getAttribute('data-copy')).then(function () { button.textContent = button.getAttribute('data-done'); });
    };
  });

  var form = d.querySelector('form[data-draft]');
  if (!form) return;

  var told = make('p', 'note');
  told.setAttribute('role', 'status');
  told.hidden = true;
  form.insertBefore(told, form.firstChild);
  // Says something beside the button or at the head of the form, wherever the eyes are.
  function say(text, where) {
    (where || form).insertBefore(told, where ? where.firstChild : form.firstChild);
    told.hidden = !text;
    told.textContent = text || '';
  }
  // The draft: in this tab only, and not for longer than twenty minutes without a key.
  var at = 0;
  var touched = Date.now();
  var files = []; // On their way or refused: { call, drop() }, filled by form.js.
  var fields = {};
  function field_of(input) {
    var other = /^(file|submit|button|password)$/.test(input.type);
    var ours = input.type === 'hidden' && !/^(idempotency_key|lat|lon|accuracy)$/.test(input.name);
    return other || ours || input.name === 'kept_file' ? '' : input.name;
  }
  function ticks(input) {
    return input.type === 'radio' || input.type === 'checkbox';
  }
  function save() {
    if (gone) return;
    var now = {};
    var whole = [];
    each(form.elements, function (input) {
      var name = field_of(input);
      if (input.name === 'kept_file' && (input.type === 'hidden' || input.checked)) whole.push(input.value);
      if (!name) return;
      now[name] = now[name] || [];
      if (!ticks(input) || input.checked) now[name].push(input.value);
    });
    for (var name in now) fields[name] = now[name];
    store({ at: touched, step: at, fields: fields, files: whole });
  }
  function carry(name, value) {
    var input = make('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.appendChild(input);
    return input;
  }
  // What this way into the form does not ask travels along unseen.
  function restore() {
    var typed = false;
    for (var name in fields) {
      if (!form.elements[name]) fields[name].forEach(function (value) { carry(name, value); });
    }
    each(form.elements, function (input) {
      var values = fields[field_of(input)];
      if (!values || !values.length) return;
      if (ticks(input)) input.checked = values.indexOf(input.value) >= 0;
      else input.value = values[0];
      var says = ticks(input) ? input.checked : input.value;
      if (!says || input.type === 'hidden') return;
      typed = true;
      for (var part = input.parentNode; part !== form; part = part.parentNode) if (part.tagName === 'DETAILS') part.open = true;
    });
    return typed;
  }
  function look() {
    if (gone || !touched || Date.now() - touched < 20 * MINUTE) return;
    touched = 0;
    fields = {};
    files.slice().forEach(function (file) { file.drop(); });
    each(form.elements, function (input) {
      if (/^(idempotency_key|form|csrf|do)$/.test(input.name)) return;
      if (ticks(input)) input.checked = false;
      else input.value = '';
    });
    store();
    // The page before sending repeats what was typed: it makes way for the form.
    if (!steps.length) location.replace('/report');
    show(0);
    say(word('wiped'));
  }
  ['input', 'change', 'keydown'].forEach(function (kind) {
    form.addEventListener(kind, function () {
      touched = Date.now();
      if (kind !== 'keydown') save();
    });
  });
  setInterval(look, MINUTE / 2);
  d.addEventListener('visibilitychange', look);

  // One part of the form at a time.
  var starts = form.querySelectorAll('[data-step]');
  var steps = [];
  if (starts.length) each(starts[0].parentNode.children, function (part) {
    if (part.hasAttribute('data-step')) steps.push([]);
    if (steps.length && part.type !== 'hidden') steps[steps.length - 1].push(part);
  });
  var many = steps.length > 2;
  var progress = make('p', 'hint');
  var turns = make('p', 'turns');
  var back = make('button', 'quiet', word('back'));
  var next = make('button', '', word('next'));
  function show(number, moved) {
    if (!many) return;
    at = Math.max(0, Math.min(number, steps.length - 1));
    steps.forEach(function (step, which) {
      step.forEach(function (part) { part.hidden = which !== at; });
    });
    progress.textContent = word('step', at + 1, steps.length);
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    if (!moved) return;
    say();
    save();
    var heading = steps[at][0].querySelector('h2,legend,.question');
    if (heading) heading.setAttribute('aria-describedby', 'progress');
    focus(heading);
    if (progress.scrollIntoView) progress.scrollIntoView();
  }
  function step_of(part) {
    var found = at;
    steps.forEach(function (step, which) {
      if (step.some(function (top) { return top.contains(part); })) found = which;
    });
    return found;
  }
  if (many) {
    progress.id = 'progress';
    starts[0].parentNode.insertBefore(progress, starts[0]);
    turns.appendChild(back);
    turns.appendChild(next);
    starts[0].parentNode.appendChild(turns);
    back.onclick = function () { show(at - 1, true); };
    next.onclick = function () { show(at + 1, true); };
    // Enter in a field goes on; only the last part sends.
    form.addEventListener('keydown', function (event) {
      if (event.key !== 'Enter' || event.defaultPrevented || event.target.tagName !== 'INPUT' || at === steps.length - 1) return;
      event.preventDefault();
      show(at + 1, true);
    });
  }

  form.addEventListener('submit', function (event) {
    var problem = navigator.onLine === false ? 'offline' : files.some(function (file) { return file.call; }) ? 'wait' : '';
    if (problem) {
      event.preventDefault();
      say(word(problem), form.querySelector('.sending'));
    } else save();
  });
  addEventListener('online', function () { say(); });

  // From the top, where it is said that something was kept.
  if ('scrollRestoration' in history) history.scrollRestoration = 'manual';
  // What was kept comes back on a fresh page, with the key that keeps it from being sent twice; a page that the server sent back, with
  // that key or with what needs another look, knows better.
  var summary = d.getElementById('summary');
  var kept = null;
  try { kept = JSON.parse(sessionStorage.getItem('d')); } catch (refused) { /* As if nothing was kept. */ }
  if (kept && Date.now() - kept.at >= 20 * MINUTE) {
    store();
    kept = null;
  }
  if (kept) fields = kept.fields;
  if (summary) {
    var links = summary.querySelectorAll('a[href^="#"]');
    var target = function (link) { return d.getElementById(link.getAttribute('href').slice(1)); };
    each(links, function (link) {
      link.addEventListener('click', function (event) {
        var field = target(link);
        if (!field) return;
        event.preventDefault();
        show(step_of(field));
        focus(/^(INPUT|TEXTAREA|SELECT)$/.test(field.tagName) ? field : field.querySelector('input,select,textarea') || field);
      });
    });
    show(links.length ? step_of(target(links[0])) : 0);
    focus(summary);
  } else {
    var key = form.querySelector('[name=idempotency_key]');
    var typed = kept && kept.fields.idempotency_key[0] !== key.value && restore();
    var meant = location.hash && d.getElementById(location.hash.slice(1));
    show(meant ? step_of(meant) : kept ? kept.step : 0);
    if (meant && meant.scrollIntoView) meant.scrollIntoView();
    if (typed) {
      say(word('restored') + ' ');
      var anew = make('button', 'quiet', word('drop'));
      anew.onclick = function () {
        gone = true;
        store();
        location.reload();
      };
      told.appendChild(anew);
    }
  }
  save();

  // Places, position and files come in a second file, when somebody begins to write: the first visit stays light.
  var more = { form: form, word: word, each: each, make: make, after: after, empty: empty, carry: carry, save: save, files: files };
  more.kept = kept && !form.elements.kept_file ? kept.files : [];
  function fetch_more() {
    if (window.page) return;
    window.page = more;
    var script = make('script');
    var address = '/assets/form.js';
    var rules = window.trustedTypes && trustedTypes.createPolicy('page', { createScriptURL: function () { return address; } });
    script.src = rules ? rules.createScriptURL('') : address;
    d.head.appendChild(script);
  }
  ['focusin', 'click', 'change'].forEach(function (kind) { form.addEventListener(kind, fetch_more); });
  if (more.kept.length) fetch_more();
})();
