// SPDX-License-Identifier: Apache-2.0

/// Why a key file was refused or could not be written. Never says anything of its contents.
public enum KeyFileError: Error, Equatable, CustomStringConvertible {
  /// Opening, reading or writing failed with this errno.
  case system(path: String, errno: Int32)
  /// It is not a regular file.
  case notAFile(path: String)
  /// Others may read or write it: its permission bits.
  case exposed(path: String, mode: UInt32)
  /// It belongs to another user.
  case foreign(path: String, owner: UInt32)
  /// It is not one line of `SecretKey.fileTag` and 64 hexadecimal digits.
  case malformed(path: String)
  /// It asks for more work or memory than a key may, or for too little.
  case cost(path: String, passes: UInt32, kibibytes: UInt32)
  /// It is sealed under another passphrase, or was changed.
  case passphrase(path: String)
  /// It is sealed, and no passphrase was given.
  case sealed(path: String)
  /// A passphrase's file has no line of the right length, or more than one.
  case passphraseForm(path: String)
  /// The key is for something else.
  case purpose(path: String, has: KeyPurposes, wanted: KeyPurposes)
  /// No guarded memory to read it into.
  case memory(SecretMemoryError)

  public var description: String {
    switch self {
    case .system(let path, let number):
      "\(path): \(KeyFileError.text(number)); check the path and its permissions"
    case .notAFile(let path):
      "\(path) is not a regular file; name the key file itself"
    case .exposed(let path, let mode):
      "\(path) has mode 0\(String(mode, radix: 8)): others can reach the secret; "
        + "run chmod 600 \(path), and replace the key if it was ever readable"
    case .foreign(let path, let owner):
      "\(path) belongs to user \(owner); run as that user or chown the file"
    case .malformed(let path):
      "\(path) is not a key file; write one with keys generate"
    case .cost(let path, let passes, let kibibytes):
      "\(path) asks for \(passes) passes over \(kibibytes) KiB, outside 1...16 and 8192...1048576: it "
        + "was not made by the keys command"
    case .passphrase(let path):
      "\(path) does not open: another passphrase, or the file was changed; restore it from a copy if "
        + "the passphrase is right"
    case .sealed(let path):
      "\(path) is sealed; name the file that holds its passphrase"
    case .passphraseForm(let path):
      "\(path) must be one line of \(KeyPassphrase.bytesMin) to \(KeyPassphrase.bytesMax) bytes"
    case .purpose(let path, let has, let wanted):
      "\(path) is a key for \(has.words), wanted is one for \(wanted.words); make one with "
        + "keys generate --purpose \(wanted.words)"
    case .memory(let error):
      error.description
    }
  }
}
