/* sign.ts: the ways in. */
import { api, type SignedIn } from '../api';
import { safetyApi } from '../api-safety';
import { birthText } from '../logic/birth';
import type { DialogMode, SignValues } from '../logic/sign';
import { usePasskey } from '../passkey';
import { welcome } from './session';

function enter(mode: DialogMode, values: SignValues): Promise<SignedIn> {
  const { handle, password, code, birth, email } = values;
  switch (mode) {
    case 'in':
      return api.signIn(handle, password);
    case 'up':
      return api.signUp(handle, password, birthText(birth) ?? '', email);
    case 'recover':
      return api.recover(handle, code, password);
  }
}

/* Throws the Refusal for the form to show. */
export async function sign(mode: DialogMode, values: SignValues): Promise<void> {
  welcome(await enter(mode, values));
}

/* false: the person thought better of it. Throws the Refusal. */
export async function signWithPasskey(handle: string): Promise<boolean> {
  const proof = await usePasskey(handle);
  if (proof === null) {
    return false;
  }
  welcome(await safetyApi.signInPasskey(proof));
  return true;
}
