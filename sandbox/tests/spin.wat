;; A guest that never answers.
(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "maquette:tool/tool@0.1.0#describe") (result i32) (i32.const 16))
  (func (export "maquette:tool/tool@0.1.0#invoke") (param i32 i32 i32 i32 i32 i32) (result i32)
    (loop $for_ever (br $for_ever))
    (i32.const 32)))
