import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Signer } from '../../actors/audit/ports.ts';

/** The bytes before a raw Ed25519 key in its DER form (RFC 8410). */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * The Ed25519 key in `path` (PKCS 8, PEM, mode 0600), made the first time. It never leaves this process; the public
 * half lies beside it as `<path>.pub`, in base64.
 * @throws when the file is there and is no Ed25519 key: it is never overwritten.
 */
export function signingKey(path: string): Signer {
  const key = createPrivateKey(readIfThere(path) ?? made(path));
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`${path} is not an Ed25519 key: move it away, a new one is made.`);
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(derPrefix.length);
  const text = publicKey.toString('base64');
  writeFileSync(`${path}.pub`, `${text}\n`, { mode: 0o644 });
  return { publicKey: text, sign: said => sign(null, Buffer.from(said), key).toString('base64') };
}

/** Whether a signature over a text is that of a raw public key in base64. False for what is no key or no signature. */
export function isSigned(text: string, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.concat([derPrefix, Buffer.from(publicKey, 'base64')]),
      format: 'der',
      type: 'spki',
    });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

function made(path: string): string {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.tmp`, pem, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
  return pem;
}
