const config = user.createConfiguration({ sync: { url: '/~/crates', fullSynchronization: true, error: console.log }, schema: [] });
