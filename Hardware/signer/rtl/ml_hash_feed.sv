// SPDX-License-Identifier: Apache-2.0
// The words of what is hashed: prefix words, the message, padding and length; and the blocks' starts.
//
//   nonce      prefix (4 words)              message
//   challenge  R (4 words), A (4 words)      message
//   seed                                     message (the seed)
//
// Word k of the whole is asked for in one cycle and given in the next. Blocks follow each other without
// a gap.
module ml_hash_feed (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         clear_i,
  input  logic         start_i,
  input  logic [1:0]   kind_i,       // 0 nonce, 1 challenge, 2 seed; sampled by start_i
  input  logic [10:0]  length_i,     // of the message, in bytes
  input  logic [255:0] key_word_i,   // prefix or A
  input  logic [255:0] point_i,      // R
  output logic [7:0]   message_addr_o,
  input  logic [63:0]  message_i,
  output logic         sha_init_o,
  output logic         sha_start_o,
  input  logic [3:0]   sha_index_i,
  input  logic         sha_last_i,
  output logic [63:0]  word_o,
  output logic         busy_o
);

  logic [1:0]  kind_q;
  logic [3:0]  block_q, blocks_q;
  logic        busy_q;
  logic [63:0] word_q, word_d, little;

  logic [3:0]  prefix_words, prefix_words_start;
  logic [11:0] total_start;
  logic [3:0]  blocks_start;

  function automatic logic [3:0] prefix_of(logic [1:0] kind);
    return kind == 2'd0 ? 4'd4 : (kind == 2'd1 ? 4'd8 : 4'd0);
  endfunction

  assign prefix_words = prefix_of(kind_q);
  assign prefix_words_start = prefix_of(kind_i);
  // Bytes, a byte 0x80 and sixteen of length, in whole blocks of 128.
  assign total_start = {1'b0, length_i} + {5'b0, prefix_words_start, 3'b0} + 12'd144;
  assign blocks_start = total_start[10:7];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      block_q <= '0;
      blocks_q <= '0;
      kind_q <= '0;
    end else if (clear_i) begin
      busy_q <= 1'b0;
      block_q <= '0;
      blocks_q <= '0;
      kind_q <= '0;
    end else if (start_i) begin
      busy_q <= 1'b1;
      block_q <= '0;
      blocks_q <= blocks_start;
      kind_q <= kind_i;
    end else if (busy_q && sha_last_i) begin
      if (block_q + 4'd1 == blocks_q) busy_q <= 1'b0;
      else block_q <= block_q + 4'd1;
    end
  end

  assign sha_init_o = start_i;
  assign sha_start_o = start_i || (busy_q && sha_last_i && block_q + 4'd1 != blocks_q);

  logic [7:0]  index, past;
  logic [10:0] bytes_total;
  logic        in_prefix;

  assign message_addr_o = {block_q, sha_index_i} - {4'b0, prefix_words};

  always_comb begin
    index = {block_q, sha_index_i};
    in_prefix = index < {4'b0, prefix_words};
    past = index - {4'b0, prefix_words};
    bytes_total = length_i + {4'b0, prefix_words, 3'b0};

    little = '0;
    if (in_prefix) begin
      little = (kind_q == 2'd1 && !index[2]) ? point_i[64 * index[1:0] +: 64]
                                             : key_word_i[64 * index[1:0] +: 64];
    end else if (past < length_i[10:3]) begin
      little = message_i;
    end else if (past == length_i[10:3]) begin
      for (int unsigned i = 0; i < 8; i++) begin
        if (i < 32'(length_i[2:0])) little[8 * i +: 8] = message_i[8 * i +: 8];
        else if (i == 32'(length_i[2:0])) little[8 * i +: 8] = 8'h80;
      end
    end

    for (int unsigned i = 0; i < 8; i++) word_d[8 * i +: 8] = little[8 * (7 - i) +: 8];
    if (block_q + 4'd1 == blocks_q && sha_index_i == 4'd15) word_d = {50'b0, bytes_total, 3'b0};
  end

  always_ff @(posedge clk_i) begin
    if (clear_i) word_q <= '0;
    else if (busy_q) word_q <= word_d;
  end

  assign word_o = word_q;
  assign busy_o = busy_q;

  logic unused_total;
  assign unused_total = ^{total_start[11], total_start[6:0]};

endmodule
