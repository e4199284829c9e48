// EAPOL-Key frames of wireless LANs (IEEE 802.11-2020 section 12.7.2) and, with another layout, of IEEE 802.1X-2004
// section 7.6.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+-------------------------------+---------------+
// |descriptor type|        key information        |  key length   |
// |               |         replay counter, 8 bytes               |
// |                        nonce, 32 bytes                        |
// |                          IV, 16 bytes                         |
// |                    RSC, reserved, 8 bytes each                |
// |              MIC, 16 bytes in most key managements            |
// |        key data length        |            key data           |
//
// The old descriptor, which is type 1:
//
// +---------------+-------------------------------+---------------+
// |descriptor type|           key length          |  replay counter, 8 bytes
// |                      IV, 16 bytes             |U|  key index  |
// |                     signature, 16 bytes                       |
// |                              key                              |
import { EAPOLKey } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be64, byte, bytes, claim, flaw, left, malformed, timestamp, truncated } from "../packet";

const DESCRIPTOR_TYPE: u32 = 0;
const KEY_INFORMATION: u32 = 1;
const KEY_LENGTH: u32 = 3;
const REPLAY_COUNTER: u32 = 5;
const NONCE: u32 = 13;
const NONCE_LEN: u32 = 32;
const IV: u32 = 45;
const IV_LEN: u32 = 16;
const RSC: u32 = 61;
const RESERVED: u32 = 69;
const MIC: u32 = 77;
const LENGTH_LEN: u32 = 2;

const OLD_KEY_LENGTH: u32 = 1;
const OLD_REPLAY_COUNTER: u32 = 3;
const OLD_IV: u32 = 11;
const OLD_INDEX: u32 = 27;
const OLD_SIGNATURE: u32 = 28;
const OLD_SIGNATURE_LEN: u32 = 16;
const OLD_KEY: u32 = 44;

const enum Descriptor {
  RC4 = 1,
  RSN = 2,
  WPA = 254,
}

const ENCRYPTED: u32 = 0x1000;

const USUAL_MIC: u32 = 16;
/** With SHA-384, and with authenticated encryption, where there is none (IEEE 802.11-2020 table 12-11). */
const LONG_MIC: u32 = 24;
const NO_MIC: u32 = 0;

export function decode(): Layer {
  if (!claim(1)) return truncated();
  const type = byte(DESCRIPTOR_TYPE);
  if (type == Descriptor.RC4) {
    if (!claim(OLD_KEY)) return truncated();
  } else {
    if (type != Descriptor.RSN && type != Descriptor.WPA) return malformed(Status.BAD_VERSION, type);
    const data = MIC + micLength() + LENGTH_LEN;
    if (!claim(data)) return truncated();
    const length = be16(data - LENGTH_LEN);
    if (length > left() - data) flaw(Status.TRUNCATED, data + length);
  }
  claim(left());
  return Layer.None;
}

/** No field tells the length of the MIC; with the right one the key data ends where the frame does. */
function micLength(): u32 {
  return fits(USUAL_MIC) ? USUAL_MIC : fits(LONG_MIC) ? LONG_MIC : fits(NO_MIC) ? NO_MIC : USUAL_MIC;
}

function fits(mic: u32): bool {
  const data = MIC + mic + LENGTH_LEN;
  return left() >= data && be16(data - LENGTH_LEN) == left() - data;
}

export function record(): void {
  let p = EAPOLKey.begin();
  p = EAPOLKey.Timestamp(p, timestamp);
  p = EAPOLKey.KeyDescriptorType(p, byte(DESCRIPTOR_TYPE));
  EAPOLKey.end(byte(DESCRIPTOR_TYPE) == Descriptor.RC4 ? oldFields(p) : fields(p));
}

function fields(p: usize): usize {
  const information = be16(KEY_INFORMATION);
  const mic = micLength();
  const data = MIC + mic + LENGTH_LEN;
  const length = be16(data - LENGTH_LEN);
  const keyData = bytes(data, min(length, left() - data));
  p = EAPOLKey.KeyDescriptorVersion(p, information & 7);
  p = EAPOLKey.KeyType(p, (information >> 3) & 1);
  p = EAPOLKey.KeyIndex(p, (information >> 4) & 3);
  p = EAPOLKey.Install(p, (information & 0x0040) != 0);
  p = EAPOLKey.KeyACK(p, (information & 0x0080) != 0);
  p = EAPOLKey.KeyMIC(p, (information & 0x0100) != 0);
  p = EAPOLKey.Secure(p, (information & 0x0200) != 0);
  p = EAPOLKey.MICError(p, (information & 0x0400) != 0);
  p = EAPOLKey.Request(p, (information & 0x0800) != 0);
  p = EAPOLKey.HasEncryptedKeyData(p, (information & ENCRYPTED) != 0);
  p = EAPOLKey.SMKMessage(p, (information & 0x2000) != 0);
  p = EAPOLKey.KeyLength(p, be16(KEY_LENGTH));
  p = EAPOLKey.ReplayCounter(p, be64(REPLAY_COUNTER));
  p = EAPOLKey.Nonce(p, bytes(NONCE, NONCE_LEN));
  p = EAPOLKey.IV(p, bytes(IV, IV_LEN));
  p = EAPOLKey.RSC(p, be64(RSC));
  p = EAPOLKey.ID(p, be64(RESERVED));
  p = EAPOLKey.MIC(p, bytes(MIC, mic));
  p = EAPOLKey.KeyDataLength(p, length);
  return information & ENCRYPTED ? EAPOLKey.EncryptedKeyData(p, keyData) : EAPOLKey.KeyData(p, keyData);
}

/** The key is always encrypted, and takes what is left; without one, the receiver uses a key that it has. */
function oldFields(p: usize): usize {
  const index = byte(OLD_INDEX);
  const length = left() - OLD_KEY;
  p = EAPOLKey.KeyType(p, index >> 7);
  p = EAPOLKey.KeyIndex(p, index & 0x7f);
  p = EAPOLKey.HasEncryptedKeyData(p, length != 0);
  p = EAPOLKey.KeyLength(p, be16(OLD_KEY_LENGTH));
  p = EAPOLKey.ReplayCounter(p, be64(OLD_REPLAY_COUNTER));
  p = EAPOLKey.IV(p, bytes(OLD_IV, IV_LEN));
  p = EAPOLKey.MIC(p, bytes(OLD_SIGNATURE, OLD_SIGNATURE_LEN));
  p = EAPOLKey.KeyDataLength(p, length);
  return EAPOLKey.EncryptedKeyData(p, bytes(OLD_KEY, length));
}
