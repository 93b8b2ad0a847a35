// Elements without markup in strings: what comes from outside is text and nothing else.

/** Makes an element. Attributes that begin with "on" are listeners; null children are left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, '');
    } else if (value !== false && value != null) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

let noticeTimer = 0;

/** Says something for a moment, to screen readers as well. */
export function notice(text) {
  const place = document.getElementById('notice');
  place.textContent = text;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { place.textContent = ''; }, 4000);
}

/** Asks in a dialog; gives the values of its form, or null when it was left. */
export function ask(title, fields, action, cancel) {
  return new Promise((resolve) => {
    const form = el('form', { method: 'dialog' },
      el('h2', {}, title),
      fields,
      el('div', { class: 'buttons' },
        el('button', { type: 'button', onclick: () => dialog.close() }, cancel),
        el('button', { class: 'main', value: 'yes' }, action)));
    const dialog = el('dialog', {
      onclose: () => {
        dialog.remove();
        resolve(dialog.returnValue === 'yes' ? Object.fromEntries(new FormData(form)) : null);
      },
    }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}
