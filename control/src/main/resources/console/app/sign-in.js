import { signIn } from './api.js';
import { el } from './dom.js';
import { t } from './words.js';

/** The page before all others. */
export function signInPage(done) {
  const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true });
  const button = el('button', { class: 'main' }, t('signIn'));
  const form = el('form', {
    class: 'panel sign-in',
    onsubmit: async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(form));
      button.disabled = true;
      wrong.hidden = true;
      try {
        await signIn(values.email, values.password);
        done();
      } catch (error) {
        wrong.textContent = error.message;
        wrong.hidden = false;
        form.elements.password.select();
      } finally {
        button.disabled = false;
      }
    },
  },
  el('h1', {}, 'Fairlead'),
  el('label', {}, t('email'),
    el('input', { name: 'email', type: 'text', autocomplete: 'username', required: true, autofocus: true })),
  el('label', {}, t('password'),
    el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true })),
  wrong,
  button);
  return el('main', { tabindex: '-1' }, form);
}
