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
      "\(path) is not a key file; write one with the keys command"
    case .memory(let error):
      error.description
    }
  }
}
