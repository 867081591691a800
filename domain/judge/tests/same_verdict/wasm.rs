//! The WASM build of the judge, inside an interpreter.

use wasmi::{Engine, Linker, Memory, Module, Store, TypedFunc};

pub(crate) struct Judge {
    store: Store<()>,
    memory: Memory,
    take: TypedFunc<u32, u32>,
    judge: TypedFunc<(u32, u32), u64>,
    give_back: TypedFunc<(u32, u32), ()>,
}

impl Judge {
    pub(crate) fn load(path: &str) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, std::fs::read(path).unwrap()).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine)
            .instantiate_and_start(&mut store, &module)
            .unwrap();
        Self {
            memory: instance.get_memory(&store, "memory").unwrap(),
            take: instance.get_typed_func(&store, "take").unwrap(),
            judge: instance.get_typed_func(&store, "judge").unwrap(),
            give_back: instance.get_typed_func(&store, "give_back").unwrap(),
            store,
        }
    }

    /// The verdict on a case, or the trap that a panic is.
    pub(crate) fn verdict(&mut self, case: &[u8]) -> Result<Vec<u8>, wasmi::Error> {
        let length = u32::try_from(case.len()).unwrap();
        let address = self.take.call(&mut self.store, length)?;
        self.memory
            .write(&mut self.store, address as usize, case)
            .unwrap();
        let verdict = self.judge.call(&mut self.store, (address, length))?;
        let (address, length) = ((verdict >> 32) as u32, verdict as u32);
        let mut text = vec![0; length as usize];
        self.memory
            .read(&self.store, address as usize, &mut text)
            .unwrap();
        self.give_back.call(&mut self.store, (address, length))?;
        Ok(text)
    }
}
