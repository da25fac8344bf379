/*
 * passkey.ts: the browser's side of passkeys (WebAuthn). Nothing is decided here: what the browser
 * gives goes to the service as it is.
 */
import { safetyApi, type PasskeyProof } from './api-safety';
import { toBytes, toText } from './logic/bytes';

const ES256 = -7;
const EDDSA = -8;
const RS256 = -257;

/* A browser has no passkeys on a bare IP address, nor without a safe connection. */
export function passkeysPossible(): boolean {
  const bare = /^[0-9.]+$|:/.test(location.hostname);
  return window.isSecureContext && !bare && 'PublicKeyCredential' in window;
}

function allowed(ids: readonly string[]): PublicKeyCredentialDescriptor[] {
  return ids.map((id) => ({ type: 'public-key', id: toBytes(id) }));
}

/* null: the person thought better of it. */
async function stopped<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)) {
      return null;
    }
    throw error;
  }
}

/* true: it was made and is kept by the service. */
export async function addPasskey(label: string, password: string): Promise<boolean> {
  const asked = await safetyApi.passkeyChallenge(password);
  const made = await stopped(
    navigator.credentials.create({
      publicKey: {
        rp: { name: location.hostname },
        user: { id: toBytes(asked.userId), name: asked.userName, displayName: asked.userName },
        challenge: toBytes(asked.challenge),
        pubKeyCredParams: [ES256, EDDSA, RS256].map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: allowed(asked.exclude),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    }),
  );
  if (
    !(made instanceof PublicKeyCredential) ||
    !(made.response instanceof AuthenticatorAttestationResponse)
  ) {
    return false;
  }
  const { clientDataJSON, attestationObject } = made.response;
  await safetyApi.addPasskey(label, toText(clientDataJSON), toText(attestationObject));
  return true;
}

/* What was signed, or null. Without a handle any passkey of this address's will do. */
export async function usePasskey(handle: string): Promise<PasskeyProof | null> {
  const asked = await safetyApi.signInChallenge(handle);
  const got = await stopped(
    navigator.credentials.get({
      publicKey: {
        challenge: toBytes(asked.challenge),
        allowCredentials: allowed(asked.allow),
        userVerification: 'required',
      },
    }),
  );
  if (
    !(got instanceof PublicKeyCredential) ||
    !(got.response instanceof AuthenticatorAssertionResponse)
  ) {
    return null;
  }
  const { clientDataJSON, authenticatorData, signature } = got.response;
  return {
    credential: toText(got.rawId),
    clientData: toText(clientDataJSON),
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
  };
}
