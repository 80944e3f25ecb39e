// SPDX-License-Identifier: Apache-2.0

public import Memory

/// One signature to verify: where its key, its bytes and its message lie.
///
/// Made to sit in a `Slab`: a zeroed slot is an empty request, which stops the program if verified.
/// It is `@safe` because the addresses come from views and go back out as views of the same size;
/// as with any view, what is pointed to must stay unchanged until the verdict is in.
@safe
@frozen
public struct VerifyRequest: BitwiseCopyable, @unchecked Sendable {
  @usableFromInline let keyAddress: UnsafeRawPointer?
  @usableFromInline let signatureAddress: UnsafeRawPointer?
  @usableFromInline let messageAddress: UnsafeRawPointer?
  @usableFromInline let messageBytes: Int
  @usableFromInline let table: KeyTableReference

  /// The longest message, in bytes; a signed preimage has at most 1,232.
  @inlinable
  public static var messageBytesMax: Int {
    @inline(__always) get { 4096 }
  }

  /// Asks whether `signature` is `publicKey`'s over `message`. Any thread; allocates nothing.
  ///
  /// - Parameters:
  ///   - publicKey: 32 bytes, A as encoded by RFC 8032.
  ///   - signature: 64 bytes, R then S.
  ///   - message: at most `messageBytesMax` bytes.
  ///   - table: this very key's table, of the verifier's back end; the verdict is the same without.
  /// - Precondition: the sizes are these; whoever takes bytes from the wire has checked them.
  @inlinable
  @_noAllocation @_noLocks
  public init(
    publicKey: ByteView, signature: ByteView, message: ByteView,
    table: KeyTableReference = .none
  ) {
    precondition(publicKey.count == 32, "a public key has 32 bytes")
    precondition(signature.count == 64, "a signature has 64 bytes")
    precondition(message.count <= VerifyRequest.messageBytesMax, "a message has a bounded length")
    unsafe keyAddress = publicKey.address
    unsafe signatureAddress = signature.address
    unsafe messageAddress = message.address
    messageBytes = message.count
    self.table = table
  }

  /// The 32 bytes of the key.
  public var publicKey: ByteView {
    @_noAllocation @_noLocks get { unsafe ByteView(keyAddress!, count: 32) }
  }

  /// The 64 bytes of the signature.
  public var signature: ByteView {
    @_noAllocation @_noLocks get { unsafe ByteView(signatureAddress!, count: 64) }
  }

  /// The bytes signed.
  public var message: ByteView {
    @_noAllocation @_noLocks get { unsafe ByteView(messageAddress!, count: messageBytes) }
  }
}
