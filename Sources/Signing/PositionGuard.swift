// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Lets a consensus key sign one message a position, across crashes and whichever back end signs.
///
///     position above the mark                 written to the disk, then signed
///     position of the mark, the same bytes    signed again: the same signature
///     otherwise                               refused
///
/// A position is a height and, within it, a round and step; they only grow. Ask before each
/// submission, and submit only what was let through.
///
/// One thread. Each new position costs a synchronous write: milliseconds on a disk.
public final class PositionGuard {
  private let watermark: Watermark

  /// - Parameter path: the key's own file; made when it is not there.
  public init(path: String, key: Bytes32) throws(WatermarkError) {
    watermark = try Watermark(path: path, key: key)
  }

  /// Whether the message may be signed for the position. When it may, the disk knows it already.
  ///
  /// - Throws: the disk refused. Nothing may be signed, now or later, until the file is opened again.
  public func permit(height: UInt64, roundAndStep: UInt64, message: ByteView)
    throws(WatermarkError) -> Bool
  {
    let new = Watermark.Mark(
      high: height, low: roundAndStep, digest: Watermark.digest(message))
    let old = watermark.mark
    if new == old { return true }
    if (new.high, new.low) <= (old.high, old.low) { return false }
    try watermark.write(new)
    return true
  }

  /// The highest position that was let through.
  public var highest: (height: UInt64, roundAndStep: UInt64) {
    (watermark.mark.high, watermark.mark.low)
  }
}

/// Nonces of a session key, reserved on the disk in blocks before they are used.
///
///     disk:   reserved to 256         512                 after a crash: go on at 513
///     used:   1 … 256            257 … 300 ✗
///
/// After a crash what is left of the block is skipped: some nonces are never used, none is used twice.
/// The venue allows gaps as long as they are smaller than its window.
public final class NonceReservation {
  private let watermark: Watermark
  private let blockSize: UInt64
  private var last: UInt64

  /// - Parameters:
  ///   - path: the key's own file; made when it is not there.
  ///   - above: nonces are above it, whatever the file says.
  ///   - blockSize: how many are reserved at a time; below the venue's nonce window.
  public init(path: String, key: Bytes32, above: UInt64 = 0, blockSize: UInt64 = 256)
    throws(WatermarkError)
  {
    invariant(blockSize > 0, "a block has a nonce")
    watermark = try Watermark(path: path, key: key)
    self.blockSize = blockSize
    last = max(above, watermark.mark.high)
  }

  /// The nonce before the next one.
  public var used: UInt64 { last }

  /// The next nonce, above `floor` too. Writes to the disk once a block.
  public func next(above floor: UInt64 = 0) throws(WatermarkError) -> UInt64 {
    let nonce = max(last, floor) + 1
    if nonce > watermark.mark.high {
      try watermark.write(Watermark.Mark(high: nonce + blockSize - 1))
    }
    last = nonce
    return nonce
  }

  /// Gives back what was not used, on an orderly end. Nothing more may be taken.
  public func finish() throws(WatermarkError) {
    if last < watermark.mark.high { try watermark.write(Watermark.Mark(high: last)) }
  }
}
