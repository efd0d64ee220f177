// Places, position and files of the report form: what `page.js` fetches when somebody begins to write. The same rules hold here.
//
// Places and positions are asked for by POST, so that no address tells them. `POST /report/files` takes one file and answers
// what stands for it in the form (`value`: token, bytes, name), or what is wrong with it (`error`); it can then be sent again or
// removed. A form that was never touched by this file carries its files itself.
(function () {
  'use strict';
  var d = document;
  var page = window.page;
  var form = page.form;
  var files = page.files;
  var word = page.word;
  var each = page.each;
  var make = page.make;
  var after = page.after;
  var empty = page.empty;
  var save = page.save;

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
        ask('/report/places', 'lang=' + d.documentElement.lang + '&q=' + encodeURIComponent(text), function (status, answer) {
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
  function position(box, lat, lon, accuracy) {
    var button = box.querySelector('button');
    var heard = box.querySelector('[role=status]');
    var taken = make('button', 'quiet', word('position-drop'));
    function tell(text) {
      heard.textContent = text || '';
      taken.hidden = !lat.value;
      button.hidden = !!lat.value;
      button.disabled = false;
    }
    function understood() {
      tell(heard.getAttribute('data-done'));
      ask('/report/position', 'lat=' + lat.value + '&lon=' + lon.value, function (status, answer) {
        if (lat.value && answer.label) tell(word('position-is', answer.label));
      });
    }
    function fill(coords) {
      lat.value = coords ? coords.latitude.toFixed(5) : '';
      lon.value = coords ? coords.longitude.toFixed(5) : '';
      if (accuracy) accuracy.value = coords ? Math.round(coords.accuracy) : '';
      save();
    }
    button.onclick = function () {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(function (found) {
        fill(found.coords);
        understood();
        taken.focus();
      }, function () { tell(heard.getAttribute('data-failed')); }, { enableHighAccuracy: true, timeout: 20000 });
    };
    taken.onclick = function () {
      fill();
      tell();
      button.focus();
    };
    box.appendChild(taken);
    box.hidden = false;
    tell();
    if (lat.value) understood();
  }

  // Files go up one by one while somebody writes; the form then carries only what the server calls them.
  var shelf = make('ul', 'plain');
  function drop_file(file) {
    files.splice(files.indexOf(file), 1);
    if (file.call) file.call.abort();
    shelf.removeChild(file.line);
    if (file.input) file.input.parentNode.removeChild(file.input);
    save();
  }
  function settle(file, state, text) {
    file.call = null;
    file.bar.hidden = true;
    file.again.hidden = state !== 'failed';
    file.text.textContent = word('file-' + state, file.name) + (text ? ' ' + text : '');
    save();
  }
  function arrived(file, value) {
    file.input = page.carry('kept_file', value);
    settle(file, 'kept');
  }
  function raise(file) {
    var body = new FormData();
    body.append('file', file.blob, file.name);
    file.bar.hidden = false;
    file.again.hidden = true;
    file.text.textContent = word('file-sending', file.name);
    file.call = ask('/report/files', body, function (status, answer) {
      if (answer.value) arrived(file, answer.value);
      else settle(file, 'failed', status ? answer.error || answer.title : word('offline'));
    }, function (event) { if (event.lengthComputable) file.bar.value = event.loaded / event.total; });
  }
  function add_file(name, blob, value) {
    var file = { name: name, blob: blob, line: make('li'), text: make('span'), bar: make('progress'), again: make('button', 'quiet', word('file-again')) };
    var away = make('button', 'quiet', word('file-remove'));
    file.bar.setAttribute('aria-label', name);
    file.text.setAttribute('role', 'status');
    away.setAttribute('aria-label', word('file-remove') + ': ' + name);
    file.again.setAttribute('aria-label', word('file-again') + ': ' + name);
    file.again.onclick = function () { raise(file); };
    [file.text, file.bar, file.again, away].forEach(function (part) { file.line.appendChild(part); });
    shelf.appendChild(file.line);
    file.drop = function () { drop_file(file); };
    away.onclick = function () {
      file.drop();
      pickers[0].focus();
    };
    files.push(file);
    if (value) arrived(file, value);
    else raise(file);
  }

  var input = form.querySelector('[name=place_text]');
  var lat = form.querySelector('[name=lat]');
  if (input) places(input);
  var here = d.getElementById('position');
  if (here && lat && navigator.geolocation && window.isSecureContext !== false) {
    position(here, lat, form.querySelector('[name=lon]'), form.querySelector('[name=accuracy]'));
  }
  var pickers = form.querySelectorAll('[type=file]');
  if (pickers.length && window.FormData) {
    var place = pickers[0];
    while (/^(LABEL|P|DIV)$/.test(place.parentNode.tagName)) place = place.parentNode;
    place.parentNode.appendChild(shelf);
    each(pickers, function (picker) {
      function take() {
        each(picker.files, function (blob) { add_file(blob.name, blob); });
        // Emptied, so that no file travels twice.
        picker.value = '';
      }
      picker.addEventListener('change', take);
      if (picker.files.length) take();
    });
  }
  if (pickers.length) page.kept.forEach(function (value) { add_file(value.split(' ').slice(2).join(' '), null, value); });
})();
