// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Memory

/// An owned run of zeroed bytes whose memory the system provides page by page at first touch.
///
/// `Slab` and `ByteBuffer` zero their memory by writing it, which makes every page resident. The
/// state tree's tables are sized for limits that a venue may never near, so they take zero pages as
/// they come: with `mlockall(MCL_FUTURE)` all of it is resident at start; without it a first touch
/// costs a page fault, on the settle tile and never on the match tile.
///
/// It is `@safe` as `ByteBuffer` is: it owns what its view shows, and the view checks every access.
@safe
struct ZeroedPages: ~Copyable {
  /// All the bytes. The view must not outlive the pages.
  let bytes: MutableByteView

  /// Takes `count` elements of `stride` bytes. Start-up only.
  ///
  /// - Precondition: both are above zero, and there is address space for the product.
  init(count: Int, stride: Int) {
    invariant(count > 0 && stride > 0, "pages hold at least one byte")
    guard let base = unsafe calloc(count, stride) else {
      fatalError("no address space for \(count) slots of \(stride) bytes: lower the limits")
    }
    unsafe bytes = MutableByteView(base, count: count * stride)
  }

  deinit { unsafe free(bytes.address) }
}
