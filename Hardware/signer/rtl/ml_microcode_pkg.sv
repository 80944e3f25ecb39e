// SPDX-License-Identifier: Apache-2.0
// Written by Tools/generate-signer. Do not edit.

// Not every user needs every name.
/* verilator lint_off UNUSEDPARAM */
package ml_microcode_pkg;

  parameter int unsigned UopWidth = 69;
  parameter int unsigned UopCount = 550;
  parameter int unsigned UopAddrWidth = 10;
  parameter int unsigned CombParity = 18;
  parameter int unsigned CombWidth = 783;
  parameter int unsigned InverseSteps = 1;
  // Cycles of a program without its hashes, 84 a block.
  parameter int unsigned CyclesSign = 1054;
  parameter int unsigned CyclesExpand = 1044;

  parameter logic [9:0] LabelSign = 10'd0;
  parameter logic [9:0] LabelComb = 10'd42;
  parameter logic [9:0] LabelExpand = 10'd463;
  parameter logic [9:0] LabelKeep = 10'd544;

  typedef struct packed {
    logic [1:0] select;
    logic [3:0] control;
    logic [4:0] digit;
    logic fetch;
    logic [2:0] a_capture;
    logic [4:0] a_dst;
    logic [4:0] a_b;
    logic [1:0] a_b_kind;
    logic [4:0] a_a;
    logic [1:0] a_a_kind;
    logic [4:0] a_digit;
    logic a_signed;
    logic a_double;
    logic [1:0] a_op;
    logic a_en;
    logic [1:0] m_src;
    logic m_load;
    logic [4:0] m_dst;
    logic [4:0] m_b;
    logic [2:0] m_b_kind;
    logic [4:0] m_a;
    logic m_a_bank;
    logic [1:0] m_mode;
    logic m_en;
  } uop_t;

  parameter logic [3:0] CtlNext = 4'd0;
  parameter logic [3:0] CtlHashNonce = 4'd1;
  parameter logic [3:0] CtlHashChallenge = 4'd2;
  parameter logic [3:0] CtlHashSeed = 4'd3;
  parameter logic [3:0] CtlWaitHash = 4'd4;
  parameter logic [3:0] CtlWaitInverse = 4'd5;
  parameter logic [3:0] CtlKeepPrefix = 4'd6;
  parameter logic [3:0] CtlKeepPublic = 4'd7;
  parameter logic [3:0] CtlGoComb = 4'd8;
  parameter logic [3:0] CtlIfExpand = 4'd9;
  parameter logic [3:0] CtlDone = 4'd10;
  parameter logic [1:0] MulMod = 2'd0;
  parameter logic [1:0] MulLow = 2'd1;
  parameter logic [1:0] MulHigh = 2'd2;
  parameter logic [1:0] AddAdd = 2'd0;
  parameter logic [1:0] AddSub = 2'd1;
  parameter logic [1:0] AddCsub = 2'd2;
  parameter logic [1:0] SrcH0 = 2'd0;
  parameter logic [1:0] SrcH1 = 2'd1;
  parameter logic [1:0] SrcInverse = 2'd2;
  parameter logic [1:0] SrcSecret = 2'd3;
  parameter logic [2:0] CapScalar = 3'd1;
  parameter logic [2:0] CapInvert = 3'd2;
  parameter logic [2:0] CapX = 3'd3;
  parameter logic [2:0] CapY = 3'd4;
  parameter logic [2:0] CapS = 3'd5;
  parameter logic [2:0] CapKeySr = 3'd6;
  parameter logic [2:0] CapKeySr2 = 3'd7;
  parameter logic [1:0] KeyPrefix = 2'd0;
  parameter logic [1:0] KeySr = 2'd1;
  parameter logic [1:0] KeySr2 = 2'd2;
  parameter logic [1:0] KeyPublic = 2'd3;

  parameter logic [254:0] FieldPrime = 255'h7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed;

  // The self-test's key, message and what must come of them.
  parameter logic [255:0] KatSeed =
    256'h462466eece55bd9cc9350cff42b5bce5bf1aba901352f5e3ae8c658287de136f;
  parameter logic [255:0] KatMessage =
    256'hb41c4e332b1266617a6ae65cf717bbcbb3192b114aad0152abe780e09fdf5389;
  parameter logic [255:0] KatPublic =
    256'h95b3e540b9d66d9629e1af875009c841f4366e5b025a7c56c0ade847c294f8bd;
  parameter logic [511:0] KatSignature = {
    256'h0602cf238c0eae83c7ed6eb9e8318836ae3ffb21dc9879e7f30df627921eb7ef,
    256'h681c1e4b089aecec24d3b76f37c5c2a462cdf29f89ab26715a0c9eca61d669b6
  };

  parameter logic [2047:0] MulConst = {
    256'h0000000000000000000000000000000000000000000000000000000000000000,
    256'h0000000000000000000000000000000000000000000000000000000000000000,
    256'h0000000000000000000000000000000000000000000000000000000000000001,
    256'h2406d9dc56dffce7198e80f2eef3d13000e0149a8283b156ebd69b9426b2f159,
    256'h1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed,
    256'h6249390d9016e7c9eb18abc7005c94154e5df90d02457b002d4ae25cedab81e5,
    256'h0399411b7c309a3dceec73d217f5be65d00e1ba768859347a40611e3449c0f01,
    256'h0ffffffffffffffffffffffffffffffec6ef5bf4737dcf70d6ec31748d98951d
  };

  parameter logic [2047:0] AddConst = {
    256'h0000000000000000000000000000000000000000000000000000000000000001,
    256'h7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed,
    256'h40000000000000000000000000000000537be77a8bde735960498c6973d74fb4,
    256'h1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed,
    256'h90808080808080808080808080808080955f7a5f23781d56d892e39add76546d,
    256'ha0808080808080808080808080808080aa3e743dc66fba2d30a546b53a6c285a,
    256'h2000000000000000000000000000000029bdf3bd45ef39acb024c634b9eba7da,
    256'h0000000000000000000000000000000000000000000000000000000000000000
  };

endpackage
