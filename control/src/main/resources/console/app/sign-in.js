import { open, signIn } from './api.js';
import { el } from './dom.js';
import { t } from './words.js';

/** A form that says what is wrong below its fields; `send` gets its values. */
export function doorForm(title, fields, action, send) {
  const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true });
  const button = el('button', { class: 'main' }, action);
  const form = el('form', {
    class: 'panel sign-in',
    onsubmit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      wrong.hidden = true;
      try {
        await send(Object.fromEntries(new FormData(form)));
      } catch (error) {
        wrong.replaceChildren(error.message);
        wrong.hidden = false;
      } finally {
        button.disabled = false;
      }
    },
  },
  el('h1', {}, title),
  fields,
  wrong,
  button);
  return form;
}

/** A page with one panel that is no form. */
export function said(title, text) {
  return el('div', { class: 'panel sign-in', role: 'status' },
    el('h1', {}, title),
    el('p', {}, text),
    el('p', { class: 'quiet' }, el('a', { href: '#/' }, t('toSignIn'))));
}

/** The page before all others; `code` comes from the link of a mail. */
export function signInPage(done, code) {
  const again = el('button', { type: 'button', hidden: true }, t('sendAgain'));
  const second = el('label', { hidden: true }, t('authenticatorCode'),
    el('input', { name: 'secondFactor', autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 20 }));
  const form = doorForm('Fairlead', [
    code ? el('p', { class: 'quiet' }, t('confirmBySigningIn')) : null,
    el('label', {}, t('email'),
      el('input', { name: 'email', type: 'text', autocomplete: 'username', required: true, autofocus: true })),
    el('label', {}, t('password'),
      el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true })),
    second,
  ], t('signIn'), async (values) => {
    try {
      await signIn({ ...values, code });
    } catch (error) {
      if (error.code === 'second_factor_wanted') second.hidden = false;
      (error.code.startsWith('second_factor') ? form.elements.secondFactor : form.elements.password).select();
      again.hidden = !['address_not_confirmed', 'code_refused'].includes(error.code);
      throw error;
    }
    await done();
  });
  again.addEventListener('click', async () => {
    again.disabled = true;
    try {
      await open('POST', '/auth/send-again', { email: form.elements.email.value });
      again.textContent = t('mailSent');
    } catch (error) {
      again.textContent = error.message;
    }
  });
  form.append(again, el('p', { class: 'links' },
    el('a', { href: '#/sign-up' }, t('signUp')), ' ',
    el('a', { href: '#/forgot' }, t('forgotPassword'))));
  return el('main', { tabindex: '-1' }, form);
}
