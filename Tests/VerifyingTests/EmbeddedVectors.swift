// SPDX-License-Identifier: Apache-2.0

import Testing

/// A signature with what the rule says of it, and whether its key could be registered at all.
struct EmbeddedVector: CustomTestStringConvertible {
  let name, key, r, s, message: String
  let rule, registrable: Bool

  var testDescription: String { name }
}

/// Enough to judge a verifier by in a clone without the shared vectors.
///
/// - Source: RFC 8032, section 7.1 (the first three); the twelve of "Taming the many EdDSAs" (eprint
///   2020/1244, novifinancial/ed25519-speccheck, Apache-2.0); and one key signing "matchlock" with
///   each of the seven points of small order added to R.
let embeddedVectors: [EmbeddedVector] = [
  EmbeddedVector(
    name: "RFC 8032 TEST 1",
    key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    r: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
    s: "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    message: "",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "RFC 8032 TEST 2",
    key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    r: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
    s: "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    message: "72",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "RFC 8032 TEST 3",
    key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    r: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
    s: "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    message: "af82",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "speccheck 0",
    key: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    r: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    s: "0000000000000000000000000000000000000000000000000000000000000000",
    message: "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
    rule: false, registrable: false),
  EmbeddedVector(
    name: "speccheck 1",
    key: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    r: "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
    s: "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    message: "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
    rule: false, registrable: false),
  EmbeddedVector(
    name: "speccheck 2",
    key: "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
    r: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    s: "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
    message: "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
    rule: false, registrable: false),
  EmbeddedVector(
    name: "speccheck 3",
    key: "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
    r: "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f",
    s: "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
    message: "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
    rule: true, registrable: false),
  EmbeddedVector(
    name: "speccheck 4",
    key: "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
    r: "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512",
    s: "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
    message: "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
    rule: true, registrable: false),
  EmbeddedVector(
    name: "speccheck 5",
    key: "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
    r: "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7",
    s: "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
    message: "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
    rule: true, registrable: false),
  EmbeddedVector(
    name: "speccheck 6",
    key: "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
    r: "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e",
    s: "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
    message: "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
    rule: false, registrable: true),
  EmbeddedVector(
    name: "speccheck 7",
    key: "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
    r: "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942",
    s: "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
    message: "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
    rule: false, registrable: true),
  EmbeddedVector(
    name: "speccheck 8",
    key: "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
    r: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    s: "03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f",
    message: "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
    rule: false, registrable: false),
  EmbeddedVector(
    name: "speccheck 9",
    key: "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
    r: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    s: "ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908",
    message: "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
    rule: false, registrable: false),
  EmbeddedVector(
    name: "speccheck 10",
    key: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    r: "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc",
    s: "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    message: "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
    rule: false, registrable: false),
  EmbeddedVector(
    name: "speccheck 11",
    key: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    r: "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc",
    s: "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    message: "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
    rule: false, registrable: false),
  EmbeddedVector(
    name: "torsion 1 in R",
    key: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    r: "4f5d97edffb1045ab3cc26ec119b19dd2c54fb40b65ffb2d7e0dde79c1c47687",
    s: "f8b7f5b89895691b8442f0f9347c28387a3e3662f8dd8e0e3008dc7da9ddc904",
    message: "6d617463686c6f636b",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "torsion 2 in R",
    key: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    r: "41fadc191281d4dd4513cc9705c9868d4b369725165325373b95b724ddae2acd",
    s: "3da2ca665c1820eb5b3a82d837f9b0683cd19fd5f6675823da295e4a3afd250b",
    message: "6d617463686c6f636b",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "torsion 3 in R",
    key: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    r: "8f8cc4443ecbede8d44fb6867353c42bed4ea5cfd0364b40ed7125a90b1533fc",
    s: "ac6c3a96b1ddd9dd2fa5056caad193054d37d382ab9d1d3e4e6a4b9f0f82cb03",
    message: "6d617463686c6f636b",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "torsion 4 in R",
    key: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    r: "410a60ee94ea9599660c5b3915458f08ea13ab70a14d3614d098a84674239888",
    s: "2f56c58a336fc838aa8f12e45bf82ad745cd8cdb6af2f4872cfdf6475c1ebf0a",
    message: "6d617463686c6f636b",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "torsion 5 in R",
    key: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    r: "9ea26812004efba54c33d913ee64e622d3ab04bf49a004d281f221863e3b8978",
    s: "19b19e2a8283bcfcb5b2fdb215b975d031c667ee2607ad7aeb01ed47a22d450c",
    message: "6d617463686c6f636b",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "torsion 6 in R",
    key: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    r: "ac0523e6ed7e2b22baec3368fa367972b4c968dae9acdac8c46a48db2251d532",
    s: "b521bab8fb6c868af9af598fbe2aac804a56d448cf3febfb9cef85a7c6cb5d02",
    message: "6d617463686c6f636b",
    rule: true, registrable: true),
  EmbeddedVector(
    name: "torsion 7 in R",
    key: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    r: "5e733bbbc13412172bb049798cac3bd412b15a302fc9b4bf128eda56f4eacc03",
    s: "fbf7871dedb0c6f9ddcd8a413fb7d5940174d392f6e80a692bb2963b98249b03",
    message: "6d617463686c6f636b",
    rule: true, registrable: true),
]
