// The one script of the public pages. Nothing here is needed: without it every page and every form works.
//
// Plain old JavaScript, so that a phone of eight years runs it; features are tested before they are used. It writes text nodes
// only, never markup. Every sentence comes from the page: the attributes `data-…` of the element that loads this file.
// What a page offers it: `form[data-draft]` (a draft is kept), `[data-step]` within it (begins a part that is shown alone, up to the
// next one), `[data-keys]` (shown where there is a keyboard), `[data-sent]` (the report has arrived: the draft goes).
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
    if (gone || root.className) return;
    var had = d.activeElement;
    var box = make('main', 'cover');
    var button = make('button', '', word('cover'));
    box.appendChild(make('h1', '', d.title));
    box.appendChild(button);
    button.onclick = function () {
      root.className = '';
      d.body.removeChild(box);
      focus(had);
    };
    root.className = 'covered';
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

  var sent = d.querySelector('[data-sent]');
  if (sent) store();
  // A page that the browser kept whole is asked for again, so that nothing typed comes back by the back button; a receipt, which
  // cannot be asked for twice, comes back covered.
  addEventListener('pageshow', function (event) {
    if (!event.persisted) return;
    if (sent && !gone) cover();
    else location.reload();
  });

  var form = d.querySelector('form[data-draft]');
  if (!form) return;

  var send = form.querySelector('[type=submit]');
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
  function ask(url, body, done, moved) {
    var call = new XMLHttpRequest();
    call.open('POST', url);
    call.setRequestHeader('Accept', 'application/json');
    call.onload = function () {
      var answer = {};
      try { answer = JSON.parse(call.responseText) || answer; } catch (other) { /* No JSON: the status says enough. */ }
      done(call.status, answer);
    };
    call.onerror = function () { done(0, {}); };
    if (moved && call.upload) call.upload.onprogress = moved;
    if (typeof body === 'string') call.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    call.send(body);
    return call;
  }

  // The draft: in this tab only, and not for longer than twenty minutes without a key.
  var at = 0;
  var touched = Date.now();
  var files = [];
  var fields = {};
  function field_of(input) {
    var other = /^(file|submit|button|password)$/.test(input.type);
    var ours = input.type === 'hidden' && !/^(idempotency_key|lat|lon|accuracy)$/.test(input.name);
    return other || ours ? '' : input.name;
  }
  function ticks(input) {
    return input.type === 'radio' || input.type === 'checkbox';
  }
  function save() {
    if (gone) return;
    var now = {};
    each(form.elements, function (input) {
      var name = field_of(input);
      if (!name) return;
      now[name] = now[name] || [];
      if (!ticks(input) || input.checked) now[name].push(input.value);
    });
    for (var name in now) fields[name] = now[name];
    var whole = files.filter(function (file) { return file.token; });
    store({ at: touched, step: at, fields: fields, files: whole.map(function (file) { return { token: file.token, name: file.name }; }) });
  }
  function restore(kept) {
    var typed = false;
    fields = kept.fields;
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
  function forget() {
    store();
    fields = {};
    files.slice().forEach(drop_file);
    each(form.elements, function (input) {
      if (!field_of(input) || input.name === 'idempotency_key') return;
      if (ticks(input)) input.checked = false;
      else input.value = '';
    });
  }
  function look() {
    if (!gone && touched && Date.now() - touched >= 20 * MINUTE) {
      touched = 0;
      forget();
      show(0);
      say(word('wiped'));
    }
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
  var many = steps.length > 1;
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
      say(word(problem), send.parentNode.parentNode);
    } else save();
  });
  addEventListener('online', function () { say(); });

  // A place is suggested while somebody types, and taken only when it is chosen.
  function places(input) {
    var list = make('ul', 'places');
    var count = make('p', 'unseen');
    var chosen = -1;
    var shown = [];
    var asked = '';
    var pause;
    function set(name, value) { input.setAttribute('aria-' + name, value); }
    function close() {
      list.hidden = true;
      chosen = -1;
      set('expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    }
    function mark(which) {
      if (chosen >= 0) list.children[chosen].setAttribute('aria-selected', 'false');
      chosen = (which + shown.length) % shown.length;
      var option = list.children[chosen];
      option.setAttribute('aria-selected', 'true');
      set('activedescendant', option.id);
      if (option.scrollIntoView) option.scrollIntoView({ block: 'nearest' });
    }
    function take(which) {
      input.value = asked = shown[which].label;
      close();
      count.textContent = '';
      save();
    }
    function draw(found) {
      shown = found;
      empty(list);
      found.forEach(function (place, which) {
        var option = make('li', '', place.label);
        option.id = 'place-' + which;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        if (place.note) option.appendChild(make('span', 'hint', place.note));
        option.onclick = function () { take(which); };
        list.appendChild(option);
      });
      close();
      list.hidden = !found.length;
      set('expanded', String(!!found.length));
      count.textContent = found.length ? word('places', found.length) : '';
    }
    list.id = 'places';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', word('place-list'));
    count.setAttribute('role', 'status');
    input.setAttribute('role', 'combobox');
    set('autocomplete', 'list');
    set('controls', 'places');
    after(input, list);
    after(list, count);
    close();
    // The field keeps the focus while a finger or a mouse chooses.
    list.addEventListener('mousedown', function (event) { event.preventDefault(); });
    input.addEventListener('blur', close);
    input.addEventListener('input', function () {
      clearTimeout(pause);
      pause = setTimeout(function () {
        var text = input.value.trim();
        if (text === asked) return;
        asked = text;
        if (text.length < 2) return draw([]);
        ask('/report/places', 'lang=' + root.lang + '&q=' + encodeURIComponent(text), function (status, answer) {
          if (text === asked && d.activeElement === input) draw(answer.places || []);
        });
      }, 300);
    });
    input.addEventListener('keydown', function (event) {
      if (list.hidden) return;
      var key = event.key;
      if (key === 'ArrowDown') mark(chosen + 1);
      else if (key === 'ArrowUp') mark(chosen < 0 ? shown.length - 1 : chosen - 1);
      else if (key === 'Enter' && chosen >= 0) take(chosen);
      else if (key === 'Escape') close();
      else return;
      event.preventDefault();
    });
  }

  // A position is asked for on a tap, told in words, and can be taken back.
  function position(near, lat, lon) {
    var box = make('div');
    var button = make('button', 'quiet', word('position'));
    var heard = make('p', 'note');
    var taken = make('button', 'quiet', word('position-drop'));
    heard.setAttribute('role', 'status');
    function tell(text) {
      heard.textContent = text;
      heard.hidden = !text;
      taken.hidden = !lat.value;
      button.hidden = !!lat.value;
      button.disabled = false;
    }
    function understood() {
      var query = 'lang=' + root.lang + '&lat=' + lat.value + '&lon=' + lon.value;
      ask('/report/position', query, function (status, answer) {
        if (lat.value) tell(answer.label ? word('position-is', answer.label) : word('position-kept'));
      });
    }
    button.onclick = function () {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(function (found) {
        lat.value = found.coords.latitude.toFixed(5);
        lon.value = found.coords.longitude.toFixed(5);
        save();
        tell(word('position-kept'));
        taken.focus();
        understood();
      }, function () { tell(word('position-failed')); }, { enableHighAccuracy: true, timeout: 20000 });
    };
    taken.onclick = function () {
      lat.value = lon.value = '';
      save();
      tell('');
      button.focus();
    };
    [button, heard, taken].forEach(function (part) { box.appendChild(part); });
    near.appendChild(box);
    tell(lat.value ? word('position-kept') : '');
    if (lat.value) understood();
  }

  // Files go up one by one while somebody writes; the form then carries only what the server calls them.
  var shelf = make('ul', 'plain');
  function drop_file(file) {
    files = files.filter(function (other) { return other !== file; });
    if (file.call) file.call.abort();
    shelf.removeChild(file.line);
    if (file.input) form.removeChild(file.input);
    save();
  }
  function settle(file, state, text) {
    file.call = null;
    file.bar.hidden = true;
    file.again.hidden = state !== 'failed';
    file.text.textContent = word('file-' + state, file.name) + (text ? ' ' + text : '');
    save();
  }
  function arrived(file, token) {
    file.token = token;
    file.input = make('input');
    file.input.type = 'hidden';
    file.input.name = 'file_token';
    file.input.value = token;
    form.appendChild(file.input);
    settle(file, 'kept');
  }
  function raise(file) {
    var body = new FormData();
    body.append('file', file.blob, file.name);
    file.bar.hidden = false;
    file.again.hidden = true;
    file.text.textContent = word('file-sending', file.name);
    file.call = ask('/report/files', body, function (status, answer) {
      var fault = answer.errors && answer.errors[0];
      if (answer.token) arrived(file, answer.token);
      else if (!status) settle(file, 'failed', word('offline'));
      else settle(file, 'failed', fault ? fault.detail : answer.title);
    }, function (event) { if (event.lengthComputable) file.bar.value = event.loaded / event.total; });
  }
  function add_file(name, blob, token) {
    var file = { name: name, blob: blob, line: make('li'), text: make('span'), bar: make('progress'), again: make('button', 'quiet', word('file-again')) };
    var away = make('button', 'quiet', word('file-remove'));
    file.bar.setAttribute('aria-label', name);
    file.text.setAttribute('role', 'status');
    away.setAttribute('aria-label', word('file-remove') + ': ' + name);
    file.again.setAttribute('aria-label', word('file-again') + ': ' + name);
    file.again.onclick = function () { raise(file); };
    away.onclick = function () { drop_file(file); };
    [file.text, file.bar, file.again, away].forEach(function (part) { file.line.appendChild(part); });
    shelf.appendChild(file.line);
    files.push(file);
    if (token) arrived(file, token);
    else raise(file);
  }

  var input = form.querySelector('[name=place_text]');
  var lat = form.querySelector('[name=lat]');
  if (input) places(input);
  if (input && lat && navigator.geolocation && window.isSecureContext !== false) position(input.parentNode, lat, form.querySelector('[name=lon]'));
  var pickers = form.querySelectorAll('[type=file]');
  if (pickers.length && window.FormData) {
    after(pickers[pickers.length - 1], shelf);
    each(pickers, function (picker) {
      picker.addEventListener('change', function () {
        each(picker.files, function (blob) { add_file(blob.name, blob); });
        // Emptied, so that no file travels twice.
        picker.value = '';
      });
    });
  }

  // What was kept comes back on a fresh page, with the key that keeps it from being sent twice; a page that the server sent back, with
  // that key or with what needs another look, knows better.
  var summary = d.getElementById('summary');
  var kept = null;
  try { kept = JSON.parse(sessionStorage.getItem('d')); } catch (refused) { /* As if nothing was kept. */ }
  if (kept && Date.now() - kept.at >= 20 * MINUTE) {
    store();
    kept = null;
  }
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
    var typed = kept && kept.fields.idempotency_key[0] !== key.value && restore(kept);
    show(kept ? kept.step : 0);
    if (typed) {
      say(word('kept') + ' ');
      var anew = make('button', 'quiet', word('drop'));
      anew.onclick = function () {
        gone = true;
        store();
        location.reload();
      };
      told.appendChild(anew);
    }
  }
  if (kept && pickers.length) kept.files.forEach(function (file) { add_file(file.name, null, file.token); });
  save();
})();
