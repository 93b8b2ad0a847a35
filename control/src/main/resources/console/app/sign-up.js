// Making an account, and setting a password that was forgotten.

import { open } from './api.js';
import { el } from './dom.js';
import { doorForm, said } from './sign-in.js';
import { t } from './words.js';

const MIN_PASSWORD = 10;

function back() {
  return el('p', { class: 'links' }, el('a', { href: '#/' }, t('toSignIn')));
}

function newPassword() {
  return el('label', {}, t('password'),
    el('input', {
      name: 'password', type: 'password', autocomplete: 'new-password', required: true, minlength: MIN_PASSWORD,
    }),
    el('small', { class: 'quiet' }, t('passwordHint', { least: MIN_PASSWORD })));
}

export function signUpPage() {
  const page = el('main', { tabindex: '-1' });
  // Asked for at once: the node looks at how long it is open.
  const asked = open('GET', '/auth/sign-up');
  asked.catch((error) => page.replaceChildren(said(t('signUp'), error.message)));
  const form = doorForm(t('signUp'), [
    el('label', {}, t('yourName'), el('input', { name: 'name', required: true, maxlength: 48, autocomplete: 'name' })),
    el('label', {}, t('organisation'), el('input', { name: 'organisation', maxlength: 48, autocomplete: 'organization' })),
    el('label', {}, t('email'),
      el('input', { name: 'email', type: 'email', required: true, maxlength: 254, autocomplete: 'username' })),
    newPassword(),
    // Programs fill in whatever there is; people do not see it.
    el('label', { class: 'unseen', 'aria-hidden': 'true' }, t('phone'),
      el('input', { name: 'phoneNumber', tabindex: '-1', autocomplete: 'off' })),
    el('label', { class: 'check' },
      el('input', { name: 'humanCheck', type: 'checkbox', value: 'human', required: true }), t('iAmHuman')),
  ], t('signUp'), async (values) => {
    const { form: proof } = await asked;
    if (!values.organisation) delete values.organisation;
    await open('POST', '/auth/sign-up', { ...values, form: proof });
    page.replaceChildren(said(t('lookIntoMail'), t('confirmMailSent', { email: values.email })));
    page.focus();
  });
  form.append(back());
  page.append(form);
  return page;
}

export function forgotPage() {
  const page = el('main', { tabindex: '-1' });
  const form = doorForm(t('forgotPassword'), [
    el('label', {}, t('email'),
      el('input', { name: 'email', type: 'email', required: true, autocomplete: 'username' })),
  ], t('sendLink'), async (values) => {
    await open('POST', '/auth/forgot', values);
    page.replaceChildren(said(t('lookIntoMail'), t('resetMailSent', { email: values.email })));
    page.focus();
  });
  form.append(back());
  page.append(form);
  return page;
}

export function resetPage(code) {
  const page = el('main', { tabindex: '-1' });
  const form = doorForm(t('setPassword'), [newPassword()], t('save'), async (values) => {
    await open('POST', '/auth/reset', { code, password: values.password });
    history.replaceState(null, '', '#/');
    page.replaceChildren(said(t('saved'), t('passwordSet')));
    page.focus();
  });
  form.append(back());
  page.append(form);
  return page;
}

/** What the link of an invitation leads to. */
export function joinPage(code) {
  const page = el('main', { tabindex: '-1' }, el('p', { class: 'quiet' }, t('loading')));
  open('POST', '/auth/invitation', { code }).then((offer) => {
    const second = el('label', { hidden: true }, t('authenticatorCode'),
      el('input', { name: 'secondFactor', autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 20 }));
    const form = doorForm(t('join', { tenant: offer.tenant }), [
      el('p', {}, t('joinAs', { ...offer, role: t(`role${offer.role}`) })),
      offer.hasAccount
        ? [el('p', { class: 'quiet' }, t('joinMoves')),
          el('label', {}, t('password'),
            el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true })),
          second]
        : [el('label', {}, t('yourName'),
          el('input', { name: 'name', required: true, maxlength: 64, autocomplete: 'name' })),
        newPassword()],
    ].flat(), t('join', { tenant: offer.tenant }), async (values) => {
      if (!values.secondFactor) delete values.secondFactor;
      try {
        await open('POST', '/auth/invitation/accept', { ...values, code });
      } catch (error) {
        if (error.code.startsWith('second_factor')) second.hidden = false;
        throw error;
      }
      history.replaceState(null, '', '#/');
      page.replaceChildren(said(t('join', { tenant: offer.tenant }), t('joined', { tenant: offer.tenant })));
      page.focus();
    });
    form.append(back());
    page.replaceChildren(form);
    form.querySelector('input')?.focus();
  }).catch((error) => page.replaceChildren(said(t('invitations'), error.message)));
  return page;
}
