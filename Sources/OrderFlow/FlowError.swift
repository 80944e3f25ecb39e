// SPDX-License-Identifier: Apache-2.0

/// Why a recorded flow could not be read: which file, where in it, what is wrong and what to do.
///
/// Nothing that a file can hold stops the program; it ends here. After an error the file is not
/// read any further.
public struct FlowError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where in the file, counted in its decompressed content.
  public enum Place: Equatable, Sendable {
    /// The file as a whole.
    case file
    /// A line of a text format; the first is 1.
    case line(UInt64)
    /// A byte of a binary format, or of the content being decompressed; the first is 0.
    case offset(UInt64)
  }

  /// What is wrong. Texts taken from the file are cut short and made printable.
  public enum Problem: Equatable, Sendable {
    case cannotOpen(errno: Int32)
    case cannotRead(errno: Int32)
    case empty
    case formatUnknown
    case compressionCorrupt
    case compressionTruncated
    case compressionUnsupported
    case compressionMemory(bytesMax: UInt64)
    case contentTooLong(bytesMax: UInt64)
    case lineTooLong(bytesMax: Int)
    case columnCount(expected: String, found: Int)
    case columnMissing(name: String)
    case field(name: String, text: String, expected: String)
    case messageTruncated(type: UInt8, bytes: Int, left: Int)
    case messageTypeUnknown(type: UInt8)
    case messageLength(type: UInt8, bytes: Int, prefix: Int)
    case rowsEnded(rows: UInt64)
    case levelOrder(side: String, level: Int)
  }

  /// The path as it was given, or the name of bytes in memory.
  public let file: String
  public let place: Place
  public let problem: Problem

  public var description: String {
    switch place {
    case .file: "\(file): \(problem.text)"
    case .line(let line): "\(file): line \(line): \(problem.text)"
    case .offset(let offset): "\(file): byte \(offset): \(problem.text)"
    }
  }
}

extension FlowError.Problem {
  /// Cause and remedy, a sentence each.
  var text: String {
    switch self {
    case .cannotOpen(let code):
      "cannot be opened (\(FlowText.errnoText(code))). Check the path and its permissions."
    case .cannotRead(let code):
      "cannot be read (\(FlowText.errnoText(code))). It must be a regular file on a sound disk."
    case .empty: "holds no bytes. Fetch the recording again."
    case .formatUnknown:
      "is none of the formats known here (Bitstamp L3 CSV, LOBSTER message CSV, NASDAQ ITCH 5.0). "
        + "Give a file of one of them."
    case .compressionCorrupt: "the compressed data is damaged. Fetch the file again."
    case .compressionTruncated:
      "the compressed data stops before its end. Fetch the whole file again."
    case .compressionUnsupported:
      "is compressed in a way this liblzma does not know. Recompress it with plain xz."
    case .compressionMemory(let max):
      "needs more than \(max) bytes to decompress. Recompress it with a smaller window."
    case .contentTooLong(let max):
      "decompresses to more than \(max) bytes. Cut it, or raise contentBytesMax."
    case .lineTooLong(let max):
      "has no line end within \(max) bytes. It is not a text recording, or it is damaged."
    case .columnCount(let expected, let found):
      "has \(found) columns where \(expected) are expected. Check that the format is right."
    case .columnMissing(let name):
      "the header names no column '\(name)'. Check that this is a Bitstamp L3 recording."
    case .field(let name, let text, let expected):
      "\(name) is '\(text)' where \(expected) is expected. Repair or remove the record."
    case .messageTruncated(let type, let bytes, let left):
      "message \(FlowText.byteText(type)) needs \(bytes) bytes and \(left) are left. "
        + "Fetch the whole file again."
    case .messageTypeUnknown(let type):
      "message type \(FlowText.byteText(type)) is not in ITCH 5.0, and without a length it cannot "
        + "be skipped. Check that the format is right."
    case .messageLength(let type, let bytes, let prefix):
      "message \(FlowText.byteText(type)) is \(bytes) bytes and its length prefix says \(prefix). "
        + "The file is damaged or not ITCH 5.0."
    case .rowsEnded(let rows):
      "ends after \(rows) rows while its pair goes on. Use the two files of one recording."
    case .levelOrder(let side, let level):
      "\(side) level \(level) is not worse than the level before it. "
        + "This is not a LOBSTER order book file, or it is damaged."
    }
  }
}
