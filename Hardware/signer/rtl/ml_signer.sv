// SPDX-License-Identifier: Apache-2.0
// An Ed25519 signer: its keys, its message, and a program that makes the signature or a key.
//
// A request is streamed in (five header words and the message), then started. The program's words go
// to multiplier, adder, hash and inverter; nothing in its course depends on a secret, and the core
// counts its cycles and compares them with what the program takes. `expand_i` makes the key of the
// slot in the header from the 32-byte seed that is the message.
//
// There is no output from the key memory: results are R, S and, for a new key, A (in `point_o`).
module ml_signer
  import ml_crc32c_pkg::*;
  import ml_microcode_pkg::*;
(
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 wipe_i,        // erase everything, 256 cycles
  output logic                 wiping_o,
  input  logic                 erase_i,       // erase the slot `erase_slot_i`, 4 cycles; when idle
  input  logic [3:0]           erase_slot_i,

  input  logic                 load_first_i,  // with the first word
  input  logic                 load_valid_i,
  input  logic [63:0]          load_word_i,
  output logic                 load_good_o,   // CRC and number of words are as the header says

  input  logic                 start_i,
  input  logic                 expand_i,
  output logic                 busy_o,
  output logic                 done_o,        // one cycle; what follows holds until the next start
  output logic                 table_error_o,
  output logic                 cycles_error_o,
  output logic [255:0]         point_o,
  output logic [255:0]         scalar_o,
  output logic [63:0]          head_o,
  output logic [63:0]          cookie_o,

  output logic                 table_en_o,
  output logic [11:0]          table_addr_o,
  input  logic [CombWidth-1:0] table_data_i
);

  // --- erasing

  logic       wiping_q;
  logic [7:0] wipe_count_q;
  logic [2:0] erase_count_q;
  logic [3:0] erase_slot_q;
  logic       seed_wipe;  // the seed of a finished expansion

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wiping_q <= 1'b1;
      wipe_count_q <= '0;
      erase_count_q <= '0;
      erase_slot_q <= '0;
    end else begin
      if (wipe_i) begin
        wiping_q <= 1'b1;
        wipe_count_q <= '0;
      end else if (wiping_q) begin
        wipe_count_q <= wipe_count_q + 8'd1;
        if (wipe_count_q == 8'd255) wiping_q <= 1'b0;
      end
      if (erase_i) begin
        erase_count_q <= 3'd4;
        erase_slot_q <= erase_slot_i;
      end else if (erase_count_q != 3'd0) begin
        erase_count_q <= erase_count_q - 3'd1;
      end
    end
  end
  assign wiping_o = wiping_q;

  // --- the request

  logic [63:0] message_q [256];
  logic [63:0] head_q, cookie_q;
  logic [31:0] crc_q, crc_sent_q;
  logic [7:0]  load_count_q, load_index, message_index;
  logic [63:0] crc_word;
  logic [10:0] length;
  logic [8:0]  words_expected;

  assign load_index = load_first_i ? 8'd0 : load_count_q;
  assign message_index = load_index - 8'd5;
  assign crc_word = load_index == 8'd3 ? {load_word_i[63:32], 32'b0} : load_word_i;

  always_ff @(posedge clk_i) begin
    // Nothing here is secret: it outlives a wipe, for the completion.
    if (load_valid_i) begin
      load_count_q <= load_index + 8'd1;
      crc_q <= crc32c(load_first_i ? 32'hFFFF_FFFF : crc_q, crc_word);
      if (load_index == 8'd0) head_q <= load_word_i;
      if (load_index == 8'd1) cookie_q <= load_word_i;
      if (load_index == 8'd3) crc_sent_q <= load_word_i[31:0];
    end
  end

  logic [7:0]  message_write;
  logic [7:0]  message_addr;
  logic [63:0] message_word;
  logic [1:0]  seed_index_q;

  assign message_write = wiping_q ? wipe_count_q
                         : (seed_wipe ? {6'b0, seed_index_q} : message_index);

  always_ff @(posedge clk_i) begin
    if (wiping_q || seed_wipe || (load_valid_i && load_index >= 8'd5)) begin
      message_q[message_write] <= (wiping_q || seed_wipe) ? '0 : load_word_i;
    end
  end
  assign message_word = message_q[message_addr];

  assign length = head_q[58:48];
  assign words_expected = {1'b0, length[10:3]} + {8'b0, |length[2:0]} + 9'd5;
  assign load_good_o = crc_q == ~crc_sent_q && {1'b0, load_count_q} == words_expected
                       && head_q[63:59] == '0;

  // --- the program

  uop_t uop;
  logic running_q, expand_q, stall, active, hash_busy, inverse_busy, seed_wipe_q;
  logic [9:0] pc_q, pc_next;

  always_comb begin
    stall = (uop.control == CtlWaitHash && hash_busy)
            || (uop.control == CtlWaitInverse && inverse_busy);
    active = running_q && !stall;
    pc_next = pc_q + 10'd1;
    if (start_i) pc_next = expand_i ? LabelExpand : LabelSign;
    else if (uop.control == CtlGoComb) pc_next = LabelComb;
    else if (uop.control == CtlIfExpand && expand_q) pc_next = LabelKeep;
  end

  // `pc_q` is the address of the word in `uop`.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q <= 1'b0;
      expand_q <= 1'b0;
      pc_q <= '0;
    end else if (wiping_q) begin
      running_q <= 1'b0;
      expand_q <= 1'b0;
      pc_q <= '0;
    end else begin
      if (start_i) begin
        running_q <= 1'b1;
        expand_q <= expand_i;
      end else if (active && uop.control == CtlDone) begin
        running_q <= 1'b0;
      end
      if (start_i || active) pc_q <= pc_next;
    end
  end

  ml_microcode u_microcode (
    .clk_i,
    .en_i(start_i || active),
    .addr_i(pc_next),
    .uop_o(uop)
  );

  // --- keys: prefix, s R, s R^2, A of each slot

  logic [255:0] key_q [64];
  logic [255:0] key_word_q, key_write_word;
  logic [3:0]   slot;
  logic [5:0]   key_write_addr;
  logic         key_write;
  logic [255:0] point_q, scalar_q, s_q;
  logic [255:0] add_res, mul_res;
  logic [511:0] digest, digest_le;
  logic [2:0]   capture_q [3];
  logic         add_valid, mul_valid;

  assign slot = head_q[43:40];

  always_comb begin
    for (int unsigned i = 0; i < 64; i++) digest_le[8 * i +: 8] = digest[8 * (63 - i) +: 8];
  end

  always_comb begin
    key_write = 1'b0;
    key_write_addr = {slot, KeyPrefix};
    key_write_word = add_res;
    if (wiping_q) begin
      key_write = 1'b1;
      key_write_addr = wipe_count_q[5:0];
      key_write_word = '0;
    end else if (erase_count_q != 3'd0) begin
      key_write = 1'b1;
      key_write_addr = {erase_slot_q, erase_count_q[1:0]};
      key_write_word = '0;
    end else if (expand_q && running_q) begin
      if (uop.control == CtlKeepPrefix) begin
        key_write = 1'b1;
        key_write_word = digest_le[511:256];
      end else if (uop.control == CtlKeepPublic) begin
        key_write = 1'b1;
        key_write_addr = {slot, KeyPublic};
        key_write_word = point_q;
      end else if (add_valid && capture_q[2] == CapKeySr) begin
        key_write = 1'b1;
        key_write_addr = {slot, KeySr};
      end else if (add_valid && capture_q[2] == CapKeySr2) begin
        key_write = 1'b1;
        key_write_addr = {slot, KeySr2};
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (key_write) key_q[key_write_addr] <= key_write_word;
    if (wiping_q) key_word_q <= '0;
    else if (active) key_word_q <= key_q[{slot, uop.select}];
  end

  // --- hash

  logic        hash_start, sha_init, sha_start, sha_last, sha_busy;
  logic [1:0]  hash_kind;
  logic [3:0]  sha_index;
  logic [63:0] sha_word;

  always_comb begin
    hash_kind = 2'd0;
    if (uop.control == CtlHashChallenge) hash_kind = 2'd1;
    if (uop.control == CtlHashSeed) hash_kind = 2'd2;
    hash_start = active && (uop.control == CtlHashNonce || uop.control == CtlHashChallenge
                            || uop.control == CtlHashSeed);
  end

  ml_hash_feed u_feed (
    .clk_i, .rst_ni,
    .clear_i(wiping_q),
    .start_i(hash_start),
    .kind_i(hash_kind),
    .length_i(length),
    .key_word_i(key_word_q),
    .point_i(point_q),
    .message_addr_o(message_addr),
    .message_i(message_word),
    .sha_init_o(sha_init),
    .sha_start_o(sha_start),
    .sha_index_i(sha_index),
    .sha_last_i(sha_last),
    .word_o(sha_word),
    .busy_o(hash_busy)
  );

  ml_sha512 u_sha (
    .clk_i, .rst_ni,
    .clear_i(wiping_q),
    .init_i(sha_init),
    .start_i(sha_start),
    .index_o(sha_index),
    .word_i(sha_word),
    .busy_o(sha_busy),
    .last_o(sha_last),
    .digest_o(digest)
  );

  // --- registers and units

  logic [255:0] bank_m_q [32];
  logic [255:0] bank_a_q [32];
  logic [255:0] m_a, m_b, a_a, a_b, inverse, load_value;
  logic [764:0] entry_q;
  logic [4:0]   m_dst_q [9];
  logic [4:0]   a_dst_q [3];
  logic         negative;
  logic [1:0]   a_op;

  always_comb begin
    m_a = uop.m_a_bank ? bank_m_q[uop.m_a] : bank_a_q[uop.m_a];
    unique case (uop.m_b_kind)
      3'd0: m_b = bank_a_q[uop.m_b];
      3'd1: m_b = bank_m_q[uop.m_b];
      3'd2: m_b = {1'b0, entry_q[254:0]};
      3'd3: m_b = {1'b0, entry_q[509:255]};
      3'd4: m_b = {1'b0, entry_q[764:510]};
      3'd5: m_b = MulConst[{uop.m_b[2:0], 8'b0} +: 256];
      default: m_b = key_word_q;
    endcase
    unique case (uop.a_a_kind)
      2'd0: a_a = bank_a_q[uop.a_a];
      2'd1: a_a = bank_m_q[uop.a_a];
      default: a_a = '0;
    endcase
    unique case (uop.a_b_kind)
      2'd0: a_b = bank_a_q[uop.a_b];
      2'd1: a_b = bank_m_q[uop.a_b];
      default: a_b = AddConst[{uop.a_b[2:0], 8'b0} +: 256];
    endcase
    // A negative digit turns F and G about.
    negative = !scalar_q[{uop.a_digit, 3'b111}];
    a_op = uop.a_op ^ {1'b0, uop.a_signed && negative};
    unique case (uop.m_src)
      SrcH0: load_value = digest_le[255:0];
      SrcH1: load_value = digest_le[511:256];
      SrcInverse: load_value = inverse;
      default: load_value = {2'b01, digest_le[253:3], 3'b000};
    endcase
  end

  ml_mul u_mul (
    .clk_i, .rst_ni,
    .en_i((active && uop.m_en) || wiping_q),
    .mode_i(uop.m_mode),
    .a_i(wiping_q ? '0 : m_a),
    .b_i(wiping_q ? '0 : m_b),
    .valid_o(mul_valid),
    .res_o(mul_res)
  );

  ml_add u_add (
    .clk_i, .rst_ni,
    .en_i((active && uop.a_en) || wiping_q),
    .op_i(wiping_q ? AddAdd : a_op),
    .double_i(uop.a_double),
    .a_i(wiping_q ? '0 : a_a),
    .b_i(wiping_q ? '0 : a_b),
    .valid_o(add_valid),
    .res_o(add_res)
  );

  ml_inverse u_inverse (
    .clk_i, .rst_ni,
    .clear_i(wiping_q),
    .start_i(add_valid && capture_q[2] == CapInvert),
    .z_i(add_res),
    .busy_o(inverse_busy),
    .res_o(inverse)
  );

  always_ff @(posedge clk_i) begin
    m_dst_q[0] <= uop.m_dst;
    a_dst_q[0] <= uop.a_dst;
    capture_q[0] <= wiping_q ? '0 : uop.a_capture;
    for (int unsigned i = 1; i < 9; i++) m_dst_q[i] <= m_dst_q[i-1];
    for (int unsigned i = 1; i < 3; i++) begin
      a_dst_q[i] <= a_dst_q[i-1];
      capture_q[i] <= wiping_q ? '0 : capture_q[i-1];
    end
  end

  logic         m_write, a_write;
  logic [4:0]   m_write_addr, a_write_addr;
  logic [255:0] m_write_word, a_write_word;

  always_comb begin
    m_write = mul_valid;
    m_write_addr = m_dst_q[8];
    m_write_word = mul_res;
    a_write = add_valid;
    a_write_addr = a_dst_q[2];
    a_write_word = add_res;
    if (active && uop.m_load) begin
      m_write = 1'b1;
      m_write_addr = uop.m_dst;
      m_write_word = load_value;
    end
    if (wiping_q) begin
      m_write = 1'b1;
      m_write_addr = wipe_count_q[4:0];
      m_write_word = '0;
      a_write = 1'b1;
      a_write_addr = wipe_count_q[4:0];
      a_write_word = '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (m_write) bank_m_q[m_write_addr] <= m_write_word;
    if (a_write) bank_a_q[a_write_addr] <= a_write_word;
  end

  always_ff @(posedge clk_i) begin
    if (wiping_q) begin
      scalar_q <= '0;
      point_q <= '0;
      s_q <= '0;
    end else if (start_i) begin
      point_q <= '0;
      s_q <= '0;
    end else if (add_valid) begin
      unique case (capture_q[2])
        CapScalar: scalar_q <= add_res;
        CapX: point_q[255] <= add_res[0];
        CapY: point_q[254:0] <= add_res[254:0];
        CapS: s_q <= add_res;
        default: ;
      endcase
    end
  end

  // --- table

  logic [7:0]  digit;
  logic        fetch_q, fetch2_q, negative_q, negative2_q, zero_q, zero2_q, table_error_q;
  logic [11:0] table_addr_q;

  assign digit = scalar_q[{uop.digit, 3'b000} +: 8];

  // Bit i of the parity is that of all bits j = i modulo 18, and of its own place on top.
  function automatic logic parity_fails(logic [CombWidth-1:0] entry);
    logic [CombParity-1:0] parity;
    parity = entry[764 +: 1] == 1'b1 ? CombParity'(1) << (764 % CombParity) : '0;
    for (int unsigned i = 0; i < 756; i += CombParity) parity ^= entry[i +: CombParity];
    for (int unsigned i = 756; i < 764; i++) parity[i - 756] ^= entry[i];
    return parity != entry[CombWidth-1:765];
  endfunction

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      fetch_q <= 1'b0;
      fetch2_q <= 1'b0;
      table_error_q <= 1'b0;
    end else begin
      fetch_q <= active && uop.fetch;
      fetch2_q <= fetch_q;
      if (start_i || wiping_q) table_error_q <= 1'b0;
      else if (fetch2_q) table_error_q <= table_error_q | parity_fails(table_data_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (wiping_q) begin
      table_addr_q <= '0;
      negative_q <= 1'b0;
      zero_q <= 1'b0;
      negative2_q <= 1'b0;
      zero2_q <= 1'b0;
      entry_q <= '0;
    end else begin
      if (active && uop.fetch) begin
        // The digit is byte - 128; entry k - 1 has k times the point.
        table_addr_q <= {uop.digit, digit[7] ? digit[6:0] - 7'd1 : ~digit[6:0]};
        negative_q <= !digit[7];
        zero_q <= digit == 8'h80;
      end
      if (fetch_q) begin
        negative2_q <= negative_q;
        zero2_q <= zero_q;
      end
      if (fetch2_q) begin
        if (zero2_q) entry_q <= {255'd0, 255'd1, 255'd1};
        else if (negative2_q) begin
          entry_q <= {table_data_i[764:510], table_data_i[254:0], table_data_i[509:255]};
        end else entry_q <= table_data_i[764:0];
      end
    end
  end

  assign table_en_o = fetch_q || wiping_q;
  assign table_addr_o = table_addr_q;

  // --- the end, and the count of cycles

  logic [11:0] cycles_q, cycles_expected;
  logic        done_q, cycles_error_q;
  logic [4:0]  blocks_q;

  // Blocks of all hashes, from the message's length alone.
  function automatic logic [4:0] blocks_of(logic [11:0] bytes);
    return 5'((bytes + 12'd144) >> 7);
  endfunction

  assign cycles_expected = (expand_q ? 12'(CyclesExpand) : 12'(CyclesSign)) + 12'd84 * 12'(blocks_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cycles_q <= '0;
      done_q <= 1'b0;
      cycles_error_q <= 1'b0;
      seed_wipe_q <= 1'b0;
      seed_index_q <= '0;
      blocks_q <= '0;
    end else begin
      done_q <= active && uop.control == CtlDone && !wiping_q;
      if (start_i) begin
        cycles_q <= 12'd1;
        cycles_error_q <= 1'b0;
        blocks_q <= expand_i ? 5'd1 : blocks_of({1'b0, length} + 12'd32)
                                      + blocks_of({1'b0, length} + 12'd64);
      end else if (running_q) begin
        cycles_q <= cycles_q + 12'd1;
        if (active && uop.control == CtlDone) cycles_error_q <= cycles_q != cycles_expected;
      end
      if (active && uop.control == CtlDone && expand_q) begin
        seed_wipe_q <= 1'b1;
        seed_index_q <= '0;
      end else if (seed_wipe_q) begin
        seed_index_q <= seed_index_q + 2'd1;
        if (seed_index_q == 2'd3) seed_wipe_q <= 1'b0;
      end
    end
  end

  assign seed_wipe = seed_wipe_q;
  assign busy_o = running_q || wiping_q || seed_wipe_q || erase_count_q != 3'd0;
  assign done_o = done_q;
  assign table_error_o = table_error_q;
  assign cycles_error_o = cycles_error_q;
  assign point_o = point_q;
  assign scalar_o = s_q;
  assign head_o = head_q;
  assign cookie_o = cookie_q;

  logic unused;
  assign unused = ^{sha_busy, head_q[47:44], head_q[39:0]};

endmodule
