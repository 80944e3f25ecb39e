// SPDX-License-Identifier: Apache-2.0

internal import CCompression

/// One open decompression stream of the C shim.
///
/// Safe because the handle is made in `init`, freed in `deinit`, shared with nobody, and both
/// buffers are only lent for the length of a call with their true sizes.
@safe
struct Decompressor: ~Copyable {
  enum Kind: Int32 {
    case gzip = 1
    case xz = 2
  }

  enum Status {
    case more
    case end
    case truncated
    case corrupt
    case memory
    case unsupported
  }

  private let handle: OpaquePointer

  /// Opens a stream, or returns nil when there is no memory for one.
  init?(_ kind: Kind, bytesMax: UInt64) {
    guard let opened = unsafe ml_compression_open(kind.rawValue, bytesMax) else { return nil }
    unsafe handle = opened
  }

  deinit { unsafe ml_compression_close(handle) }

  /// Takes from `input`, makes into `output` from `start` on; `last` says no input follows.
  borrowing func step(
    _ input: ArraySlice<UInt8>, last: Bool, into output: inout [UInt8], from start: Int
  ) -> (used: Int, made: Int, status: Status) {
    var used = 0
    var made = 0
    let status = unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        let room = unsafe target[start...]
        return unsafe ml_compression_step(
          handle, source.baseAddress, source.count, last ? 1 : 0,
          UnsafeMutableBufferPointer(rebasing: room).baseAddress, room.count, &used, &made)
      }
    }
    return (used, made, Self.status(status))
  }

  private static func status(_ code: Int32) -> Status {
    switch Int(code) {
    case Int(ML_COMPRESSION_MORE): .more
    case Int(ML_COMPRESSION_END): .end
    case Int(ML_COMPRESSION_TRUNCATED): .truncated
    case Int(ML_COMPRESSION_MEMORY): .memory
    case Int(ML_COMPRESSION_UNSUPPORTED): .unsupported
    default: .corrupt
    }
  }
}
